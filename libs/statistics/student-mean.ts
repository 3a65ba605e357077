import type { Interval } from './interval.js';
import { student95 } from './probabilities.js';
import { type Sample, sampleOf } from './sample.js';

/**
 * Student's interval of a mean ("Student", Biometrika 6 (1908) 1): mean ± t·s/√n with n − 1 degrees of freedom. The t-test
 * of the library that t comes from takes all values; read models keep their sums.
 * @returns in the unit of the sample's mean; null below two values
 */
export function studentInterval({ n, mean, variance }: Sample): Interval | null {
  if (n < 2) return null;
  const reach = student95(n - 1) * Math.sqrt(variance / n);
  return { low: mean - reach, high: mean + reach };
}

/**
 * The same of exact sums.
 * @param n how many values
 * @param sum of the values, in a unit of which they are whole multiples
 * @param sumOfSquares of the values, in that unit squared
 * @returns in that unit; null below two values
 */
export function studentMean(n: number, sum: bigint, sumOfSquares: bigint): Interval | null {
  return n < 2 ? null : studentInterval(sampleOf(n, sum, sumOfSquares));
}
