import { localDate } from '../calendar/index.js';
import { type Connection, rows } from '../database/index.js';
import { multiplier } from '../money/index.js';
import type { Tables } from '../projections/index.js';
import type { Unconverted } from './history.js';
import { type Rates, rateOn } from './rates.js';
import type { FactSettings } from './settings.js';

/** Converts amounts into the reporting currency, rounded half-even to 4 places. */
export class Conversion {
  /** By rate: many amounts are converted at one. */
  private readonly multipliers = new Map<string, (amount: bigint) => bigint>();

  constructor(
    private readonly rates: Rates,
    private readonly settings: Omit<FactSettings, 'find'>,
  ) {}

  /** At the rate of a local day, `2026-11-22`. @returns null where there is none by then */
  onDay(amount: bigint, currency: string, day: string): bigint | null {
    if (currency === this.settings.reportingCurrency) return amount;
    const rate = rateOn(day, currency, this.rates);
    return rate === null ? null : this.multiplierBy(rate)(amount);
  }

  /** At the rate of an instant's local day. @returns null where there is none by then */
  at(amount: bigint, currency: string, time: number): bigint | null {
    const { reportingCurrency, reportingTimeZone } = this.settings;
    if (currency === reportingCurrency) return amount;
    return this.onDay(amount, currency, localDate(time, reportingTimeZone));
  }

  private multiplierBy(rate: string): (amount: bigint) => bigint {
    const known = this.multipliers.get(rate) ?? multiplier(rate);
    this.multipliers.set(rate, known);
    return known;
  }
}

/** What of an amount is left unconverted: all of it, where there is no rate. */
export function unconvertedOf(
  converted: bigint | null,
  amount: bigint,
  currency: string,
): Unconverted | null {
  return converted === null ? { currency, amount } : null;
}

/** All rates into the reporting currency: of each day the latest. */
export async function loadRates(
  connection: Connection,
  tables: Tables,
  reportingCurrency: string,
): Promise<Rates> {
  const found = await rows<[string, string, string]>(
    connection,
    `select distinct on (currency, date) currency, date::text, rate::text from ${tables('rates')}
     where into_currency = $1 and not voided
     order by currency, date, time desc, source desc, id desc`,
    [reportingCurrency],
  );
  const rates = new Map<string, { date: string; rate: string }[]>();
  for (const [currency, date, rate] of found) {
    const days = rates.get(currency) ?? [];
    if (days.length === 0) rates.set(currency, days);
    days.push({ date, rate });
  }
  return rates;
}
