import type { Interval } from './interval.js';
import { student95, studentTwoSided } from './probabilities.js';
import type { Sample } from './sample.js';

/**
 * The difference of two means, sample1 − sample0, whose variances may differ: B. L. Welch, Biometrika 34 (1947) 28, with
 * the degrees of freedom of Welch and Satterthwaite. The t-test of the library that the distribution comes from takes all
 * values of both; read models keep their sums.
 * @returns the interval in the samples' unit and the two-sided p-value; null when a sample is below two values. Where no
 * value differs from its sample's mean, the interval is the difference alone and there is no p-value
 */
export function welch(sample1: Sample, sample0: Sample): (Interval & { pValue: number | null }) | null {
  if (sample1.n < 2 || sample0.n < 2) return null;
  const difference = sample1.mean - sample0.mean;
  const square1 = sample1.variance / sample1.n;
  const square0 = sample0.variance / sample0.n;
  const square = square1 + square0;
  if (square === 0) return { low: difference, high: difference, pValue: null };
  // Shares of the whole, for variances of money squared would leave the range of floats.
  const degrees = 1 / ((square1 / square) ** 2 / (sample1.n - 1) + (square0 / square) ** 2 / (sample0.n - 1));
  const error = Math.sqrt(square);
  const reach = student95(degrees) * error;
  return {
    low: difference - reach,
    high: difference + reach,
    pValue: studentTwoSided(difference / error, degrees),
  };
}
