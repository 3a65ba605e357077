import type Big from 'big.js';
import { DateTime } from 'luxon';
import { fourPlaces } from './exact.js';
import { startOfDay } from './periods.js';
import type { World } from './world.js';

/** What one day took of a spend. */
export interface SpendDay {
  /** When the day began. */
  time: number;
  amount: Big;
  /** The customer dimensions, of which a spend has two. */
  dimensions: Record<string, string>;
}

/** The days of all spends that have begun. */
export function spendDays({ spends, settings: { timeZone, asOf } }: World): SpendDay[] {
  return spends.flatMap(({ from, to, amount, channel, campaign }) => {
    const dates: string[] = [];
    for (let day = DateTime.fromISO(from, { zone: 'utc' }); day <= DateTime.fromISO(to, { zone: 'utc' }); ) {
      dates.push(day.toISODate() ?? '');
      day = day.plus({ days: 1 });
    }
    const upTo = (days: number) => fourPlaces(amount.times(days).div(dates.length));
    return dates
      .map((date, i) => ({
        time: startOfDay(date, timeZone),
        amount: upTo(i + 1).minus(upTo(i)),
        dimensions: {
          segment: 'unknown',
          country: 'unknown',
          generation: 'unknown',
          acquisitionChannel: channel,
          campaign,
        },
      }))
      .filter(({ time }) => time <= asOf);
  });
}
