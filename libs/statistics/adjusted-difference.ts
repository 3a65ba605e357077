import { Z95 } from './interval.js';
import type { Sample } from './sample.js';

/** Customers who are alike in what may confound the comparison: the two groups' values among them. */
export interface Stratum {
  sample1: Sample;
  sample0: Sample;
}

export interface AdjustedDifference {
  /** Of the means, group 1 − group 0, in the samples' unit; null when no stratum has enough of both. */
  difference: number | null;
  low: number | null;
  high: number | null;
  /** How many strata it rests on. */
  strata: number;
  /** Share of both groups' customers who are in other strata; null when there is nobody. */
  unmatchedShare: number | null;
}

/**
 * The difference of two groups after stratification: the differences within the strata, each weighted by its share of
 * both groups' customers, with the variance Σ wₖ²(s₁²/n₁ + s₀²/n₀) and normal bounds (metrics.md, "Adjusted"). The
 * blocking estimator of G. W. Imbens and D. B. Rubin, Causal Inference (2015), chapter 17. Only strata with at least
 * two of each group have variances and take part; the weights are shares of those who are in them.
 * @param strata in any order; it does not change a digit of the answer
 */
export function adjustedDifference(strata: readonly Stratum[]): AdjustedDifference {
  const size = ({ sample1, sample0 }: Stratum) => sample1.n + sample0.n;
  const sizes = (some: readonly Stratum[]) => some.reduce((total, stratum) => total + size(stratum), 0);
  const matched = strata.filter(({ sample1, sample0 }) => sample1.n >= 2 && sample0.n >= 2);
  const everybody = sizes(strata);
  const matchedCustomers = sizes(matched);
  const unmatchedShare = everybody === 0 ? null : (everybody - matchedCustomers) / everybody;
  if (matched.length === 0) return { difference: null, low: null, high: null, strata: 0, unmatchedShare };

  const weight = (stratum: Stratum) => size(stratum) / matchedCustomers;
  const difference = sumBySize(
    matched.map((stratum) => weight(stratum) * (stratum.sample1.mean - stratum.sample0.mean)),
  );
  const variance = sumBySize(
    matched.map((stratum) => {
      const { sample1, sample0 } = stratum;
      return weight(stratum) ** 2 * (sample1.variance / sample1.n + sample0.variance / sample0.n);
    }),
  );
  const reach = Z95 * Math.sqrt(variance);
  return {
    difference,
    low: difference - reach,
    high: difference + reach,
    strata: matched.length,
    unmatchedShare,
  };
}

/** Adds floats smallest first: whichever order they come in, the sum is the same to the last digit. */
function sumBySize(terms: number[]): number {
  return terms.sort((a, b) => a - b).reduce((sum, term) => sum + term, 0);
}
