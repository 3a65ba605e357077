import { type Interval, Z95 } from './interval.js';

/**
 * Wilson's score interval of a share, without continuity correction: E. B. Wilson, JASA 22 (1927) 209; method 3 of
 * R. G. Newcombe, Statistics in Medicine 17 (1998) 857.
 * @param count how many of the n have it
 * @returns shares from 0 to 1; null for nobody
 */
export function wilson(count: number, n: number): Interval | null {
  if (n === 0) return null;
  const z2 = Z95 * Z95;
  const middle = 2 * count + z2;
  const reach = Z95 * Math.sqrt(z2 + (4 * count * (n - count)) / n);
  const width = 2 * (n + z2);
  // At the ends of the scale the bound is the end itself, which floats would miss by a hair.
  return {
    low: count === 0 ? 0 : (middle - reach) / width,
    high: count === n ? 1 : (middle + reach) / width,
  };
}
