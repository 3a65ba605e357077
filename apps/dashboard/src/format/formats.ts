import { useMemo } from 'react';
import { useSession } from '../api/session.js';
import { usePreferences } from '../app/preferences.js';

/** How figures are written for this reader. Nothing is null here: what is missing is written as –. */
export interface Formats {
  locale: string;
  /** @param amount decimal text in the reporting currency, written to the last digit it has */
  money(amount: string | number | null): string;
  /** For axes: short. */
  shortMoney(amount: number): string;
  count(value: number | null): string;
  /** @param value 0 to 1 */
  rate(value: number | null): string;
  /** For axes: short. */
  shortRate(value: number): string;
  number(value: number | null, places?: number): string;
  /** With its sign, for changes. */
  signed(text: string, negative: boolean): string;
  /** `2025-03` as months are named here; weeks and quarters as they are. */
  period(label: string): string;
  instant(time: string): string;
}

const MISSING = '–';

export function makeFormats(locale: string, currency: string, timeZone: string): Formats {
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const shortMoney = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
  });
  const count = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const rate = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const shortRate = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const month = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', timeZone: 'UTC' });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  return {
    locale,
    // Decimal text goes in as it is: through a number it could lose cents.
    money: (amount) => (amount === null ? MISSING : money.format(amount as `${number}`)),
    shortMoney: (amount) => shortMoney.format(amount),
    count: (value) => (value === null ? MISSING : count.format(value)),
    rate: (value) => (value === null ? MISSING : rate.format(value)),
    shortRate: (value) => shortRate.format(value),
    number: (value, places = 1) =>
      value === null
        ? MISSING
        : new Intl.NumberFormat(locale, { maximumFractionDigits: places }).format(value),
    signed: (text, negative) => `${negative ? '−' : '+'}${text.replace(/^[-−]/, '')}`,
    period: (label) => {
      if (/^\d{4}-\d\d$/.test(label)) return month.format(new Date(`${label}-01T00:00:00Z`));
      if (/^\d{4}-\d\d-\d\d$/.test(label)) return day.format(new Date(`${label}T00:00:00Z`));
      return label;
    },
    instant: (time) => instant.format(new Date(time)),
  };
}

/** In the reader's locale where it is of the chosen language, in the reporting currency and time zone. */
export function useFormats(): Formats {
  const { language } = usePreferences();
  const session = useSession().data;
  const currency = session?.reportingCurrency ?? 'USD';
  const timeZone = session?.timeZone ?? 'UTC';
  return useMemo(() => {
    const locale = navigator.languages.find((tag) => tag.toLowerCase().startsWith(language)) ?? language;
    return makeFormats(locale, currency, timeZone);
  }, [language, currency, timeZone]);
}
