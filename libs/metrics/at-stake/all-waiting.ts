import { UnconvertedSums } from '../impact/unconverted.js';
import type { UnconvertedAmount } from '../metric.js';
import type { WaitingComplaint } from './waiting.js';

/** All complaints that wait, as far as the answer must know them. */
export interface AllWaiting {
  /** In no order: all that may be shown. */
  worst: readonly WaitingComplaint[];
  complaints: number;
  /** How many customers brought how much in their last year, in ten-thousandths. */
  customers: Map<bigint, number>;
  /** Of customers, what is not in that. */
  unconverted: UnconvertedAmount[];
}

export function allWaiting(found: readonly WaitingComplaint[]): AllWaiting {
  const lastYears = new Map(found.map(({ customer, lastYear }) => [customer, lastYear]));
  const customers = new Map<bigint, number>();
  const unconverted = new UnconvertedSums();
  for (const { net, withoutRate } of lastYears.values()) {
    customers.set(net, (customers.get(net) ?? 0) + 1);
    if (withoutRate.length > 0) unconverted.add(withoutRate);
  }
  return { worst: found, complaints: found.length, customers, unconverted: unconverted.list() };
}
