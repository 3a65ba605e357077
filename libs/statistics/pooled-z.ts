import { normalTwoSided } from './probabilities.js';

/**
 * The two-sided p-value for equal shares in two groups, by the z test with the pooled share and without continuity
 * correction; z² is Pearson's χ² of the two-by-two table. A. Agresti, Categorical Data Analysis, chapter 3.
 * @returns null when one of the groups is empty, or when all or none have it: then there is no variance to measure by
 */
export function pooledZ(count1: number, n1: number, count0: number, n0: number): number | null {
  const n = n1 + n0;
  const count = count1 + count0;
  if (n1 === 0 || n0 === 0 || count === 0 || count === n) return null;
  const pooled = count / n;
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0));
  return normalTwoSided((count1 / n1 - count0 / n0) / error);
}
