import Big from 'big.js';
import { ZERO } from './exact.js';
import type { Exchange } from './exchange.js';
import { startOfDay } from './periods.js';
import type { Settings } from './settings.js';
import type { Standing } from './standing-events.js';

/** Money spent to win customers, in the reporting currency; nothing where no rate is known. */
export interface Spend {
  time: number;
  channel: string;
  campaign: string;
  amount: Big;
  /** Dates, both inclusive. */
  from: string;
  to: string;
}

/** One of the company's posts: its network as first named, its counts up to `asOf` in order of time. */
export interface Post {
  network: string;
  counts: { time: number; followers: number; engagements: number }[];
}

/** The spends up to `asOf`. `events` in order of time. */
export function spends(
  events: Standing[],
  { asOf, timeZone, ...settings }: Settings,
  convert: Exchange,
): Spend[] {
  return events
    .filter(({ type, time }) => type === 'acquisition.spend' && time <= asOf)
    .map(({ time, data }) => {
      const currency = String(data.currency ?? settings.reportingCurrency);
      const firstDay = startOfDay(String(data.from), timeZone);
      return {
        time,
        channel: String(data.channel),
        campaign: String(data.campaign ?? 'unknown'),
        amount: convert(Big(String(data.amount)), currency, firstDay) ?? ZERO,
        from: String(data.from),
        to: String(data.to),
      };
    });
}

/** The posts that have a count up to `asOf`. `events` in order of time. */
export function posts(events: Standing[], { asOf }: Settings): Post[] {
  const counts = events.filter(({ type, time }) => type === 'content.engagement' && time <= asOf);
  const nameOf = ({ source, data }: Standing) => JSON.stringify([source, data.postId]);
  return [...new Set(counts.map(nameOf))].map((name) => {
    const own = counts.filter((count) => nameOf(count) === name);
    return {
      network: String(own[0]?.data.network),
      counts: own.map(({ time, data }) => ({
        time,
        followers: Number(data.followers),
        engagements: ['likes', 'comments', 'shares', 'reactions']
          .map((part) => Number(data[part] ?? 0))
          .reduce((a, b) => a + b),
      })),
    };
  });
}
