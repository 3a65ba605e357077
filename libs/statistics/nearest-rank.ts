/**
 * The percentile by nearest rank: the smallest value such that at least the share of all values is at or below it.
 * R. J. Hyndman and Y. Fan, The American Statistician 50 (1996) 361, definition 1.
 * @param values in ascending order
 * @param share above 0, at most 1, with up to six places
 * @returns one of the values; null when there is none
 * @throws RangeError for another share
 */
export function nearestRank<T>(values: readonly T[], share: number): T | null {
  const rank = rankOf(share, values.length);
  return values.length === 0 ? null : values[rank - 1];
}

/**
 * The same over values that each stand for several.
 * @param pairs of a value and how many there are of it, in ascending order of the values; a value may come twice
 */
export function nearestRankOfCounts<T>(
  pairs: readonly (readonly [value: T, count: number])[],
  share: number,
): T | null {
  const rank = rankOf(
    share,
    pairs.reduce((total, [, count]) => total + count, 0),
  );
  let reached = 0;
  for (const [value, count] of pairs) {
    reached += count;
    if (count > 0 && reached >= rank) return value;
  }
  return null;
}

/** The rank of a share of n values, from 1: ⌈share·n⌉ in whole millionths, since 0.55 × 100 is more than 55 in floats. */
export function rankOf(share: number, n: number): number {
  if (!(share > 0 && share <= 1)) throw new RangeError(`share must be above 0 and at most 1, not ${share}`);
  return Math.ceil((Math.round(share * 1e6) * n) / 1e6);
}
