import type { Interval } from './interval.js';
import { wilson } from './wilson.js';

/**
 * The hybrid score interval of a difference of two shares, p1 − p0: method 10 of R. G. Newcombe, Statistics in Medicine
 * 17 (1998) 873. Wilson's bounds of either share, put together as independent errors are.
 * @returns differences from −1 to 1; null when one of the groups is empty
 */
export function newcombe(count1: number, n1: number, count0: number, n0: number): Interval | null {
  const bounds1 = wilson(count1, n1);
  const bounds0 = wilson(count0, n0);
  if (!bounds1 || !bounds0) return null;
  const p1 = count1 / n1;
  const p0 = count0 / n0;
  const difference = p1 - p0;
  return {
    low: difference - Math.hypot(p1 - bounds1.low, bounds0.high - p0),
    high: difference + Math.hypot(bounds1.high - p1, p0 - bounds0.low),
  };
}
