import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import studentCdf from '@stdlib/stats-base-dists-t-cdf';
import studentQuantile from '@stdlib/stats-base-dists-t-quantile';

/** How likely a standard normal value is at least as far from 0 as z, to either side. */
export function normalTwoSided(z: number): number {
  return 2 * normalCdf(-Math.abs(z), 0, 1);
}

/**
 * How likely a value of Student's distribution is at least as far from 0 as t, to either side.
 * @param degrees of freedom, above 0; they need not be whole
 */
export function studentTwoSided(t: number, degrees: number): number {
  return 2 * studentCdf(-Math.abs(t), degrees);
}

/** The 97.5 % point of Student's distribution. @param degrees of freedom, above 0; they need not be whole */
export function student95(degrees: number): number {
  return studentQuantile(0.975, degrees);
}
