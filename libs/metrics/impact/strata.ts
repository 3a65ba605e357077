import { DAY } from '../../calendar/index.js';
import type { VisibleHistory } from '../../facts/index.js';

/** How long somebody has been a customer. */
export type Tenure = 'none' | '<90d' | '<365d' | 'longer';

/** Tenure at an instant, since the first purchase. @param time microseconds */
export function tenureAt(time: number, { purchases }: Pick<VisibleHistory, 'purchases'>): Tenure {
  if (purchases.length === 0 || purchases[0].time > time) return 'none';
  const tenure = time - purchases[0].time;
  if (tenure < 90 * DAY) return '<90d';
  return tenure < 365 * DAY ? '<365d' : 'longer';
}

/** Values at the nearest-rank 20, 40, 60 and 80 percentiles; none of no values. */
export function cutsOf(values: readonly bigint[]): bigint[] {
  if (values.length === 0) return [];
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  // Whole numbers: 0.6 × 5 is a little more than 3 in floating point.
  return [1, 2, 3, 4].map((fifths) => sorted[Math.ceil((fifths * sorted.length) / 5) - 1]);
}

/** The band of a value, 0 to 4: how many cuts lie below it. A value at a cut belongs below, so equal ones stay together. */
export function bandOf(value: bigint, cuts: readonly bigint[]): number {
  return cuts.filter((cut) => cut < value).length;
}
