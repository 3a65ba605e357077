import { formatAmount, multiplier } from '../../money/index.js';
import type { Question } from '../metric.js';
import type { Risk } from './risk.js';
import type { LastYear } from './waiting.js';

/** What a customer’s last year puts at stake. */
export interface Stake {
  /** From 0, the worst: most at stake first, then who brought most. The same where the net is. */
  rank: number;
  netText: string;
  /** Null where the risks are not known. */
  valueText: string | null;
}

/** Written and ranked once for all customers who share their {@link LastYear}, of whom there are many. */
export function stakesOf(
  years: Iterable<LastYear>,
  risk: Risk,
  { precision }: Pick<Question, 'precision'>,
): ReadonlyMap<LastYear, Stake> {
  const atStake = valueAtStake(risk);
  const all = [...years].map((year) => ({ year, net: year.net, value: atStake(year.net) }));
  all.sort((a, b) => descending(a.value ?? 0n, b.value ?? 0n) || descending(a.net, b.net));
  const stakes = new Map<LastYear, Stake>();
  let rank = 0;
  all.forEach(({ year, net, value }, i) => {
    if (i > 0 && net !== all[i - 1].net) rank += 1;
    const valueText = value === null ? null : formatAmount(value, precision);
    stakes.set(year, { rank, netText: formatAmount(net, precision), valueText });
  });
  return stakes;
}

/** Whether the more a customer brought the more, or as much, is at stake; so it is counted where risks are not known. */
export function isWorstWhoBroughtMost({ ifAnswered, ifUnanswered }: Risk): boolean {
  return ifAnswered === null || ifUnanswered === null || ifUnanswered >= ifAnswered;
}

/** What is at stake of a customer's net, in ten-thousandths, rounded half-even; null where the risks are not known. */
export function valueAtStake({ ifAnswered, ifUnanswered }: Risk): (netLastYear: bigint) => bigint | null {
  if (ifAnswered === null || ifUnanswered === null) return () => null;
  const value = multiplier(String(ifUnanswered - ifAnswered));
  return (netLastYear) => value(netLastYear > 0n ? netLastYear : 0n);
}

function descending(a: bigint, b: bigint): number {
  return a === b ? 0 : a > b ? -1 : 1;
}
