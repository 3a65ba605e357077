import { type Dimensions, type Spend, UNKNOWN } from '../facts/index.js';
import { spread } from '../money/index.js';
import type { Question } from './metric.js';

/** What some days of a spend took, all of one period. */
export interface Spent {
  period: number;
  /** Ten-thousandths of the reporting currency. */
  amount: bigint;
  /** In the spend's own currency; 0 where it could be converted. */
  unconverted: bigint;
}

/** The days of a spend that lie in [from, to) and have begun by asOf, period by period. */
export function spentByPeriod(
  { from: firstDate, to: lastDate, amount, unconverted }: Spend,
  { calendar, days, asOf, from, to }: Pick<Question, 'calendar' | 'days' | 'asOf' | 'from' | 'to'>,
): Spent[] {
  const first = days.indexOfDate(firstDate);
  const last = days.indexOfDate(lastDate);
  const until = Math.min(last, days.indexOf(asOf), to === null ? last : days.indexOf(to) - 1);
  const part = (whole: bigint, start: number, end: number) =>
    spread(whole, last - first + 1, start - first + 1, end - first + 1);

  const spent: Spent[] = [];
  let day = from === null ? first : Math.max(first, days.indexOf(from));
  while (day <= until) {
    const period = calendar.indexOf(days.start(day));
    const end = Math.min(until, days.indexOf(calendar.start(period + 1)) - 1);
    spent.push({
      period,
      amount: part(amount, day, end),
      unconverted: unconverted ? part(unconverted.amount, day, end) : 0n,
    });
    day = end + 1;
  }
  return spent;
}

/** A spend has a channel and a campaign; of whose segment, country or generation it was, nobody knows. */
export function spendDimensions({ channel, campaign }: Spend): Dimensions {
  return [UNKNOWN, UNKNOWN, UNKNOWN, channel, campaign];
}
