import Big from 'big.js';
import { DateTime } from 'luxon';
import { fourPlaces } from './exact.js';
import type { Settings } from './settings.js';
import type { Standing } from './standing-events.js';

/** Converts an amount to the reporting currency at the rate of an instant's day; undefined without a rate. */
export type Exchange = (amount: Big, currency: string, time: number) => Big | undefined;

/** `events` in order of time. */
export function exchange(events: Standing[], { reportingCurrency, timeZone }: Settings): Exchange {
  return (amount, currency, time) => {
    if (currency === reportingCurrency) return amount;
    const day = DateTime.fromMillis(Math.floor(time / 1000), { zone: timeZone }).toISODate() ?? '';
    const rates = events.filter(
      ({ type, data }) =>
        type === 'fx.rate' &&
        data.from === currency &&
        data.to === reportingCurrency &&
        String(data.date) <= day,
    );
    const latestDay = rates
      .map(({ data }) => String(data.date))
      .sort()
      .at(-1);
    const published = rates.filter(({ data }) => data.date === latestDay).at(-1);
    return published && fourPlaces(amount.times(String(published.data.rate)));
  };
}
