/** What is known of a group's values: enough for its mean's interval, and for comparing it with another group. */
export interface Sample {
  n: number;
  /** NaN where n is 0. */
  mean: number;
  /** The sample's, with n − 1 below the line, in squares of the mean's unit; NaN where n is below 2. */
  variance: number;
}

/**
 * A sample from its sums. They are exact whole numbers, and so is all that is reckoned from them until the last division:
 * the answer depends neither on the order of the values nor on how near they are to each other.
 * @param n how many values
 * @param sum of the values, in a unit of which they are whole multiples: money in ten-thousandths, a share's values in
 * ones and noughts
 * @param sumOfSquares of the values, in that unit squared
 */
export function sampleOf(n: number, sum: bigint, sumOfSquares: bigint): Sample {
  const count = BigInt(n);
  return {
    n,
    mean: Number(sum) / n,
    variance: n < 2 ? Number.NaN : Number(count * sumOfSquares - sum * sum) / Number(count * (count - 1n)),
  };
}

/** A sample of ones and noughts, whose mean is a share. @param count how many are ones */
export function shareSample(count: number, n: number): Sample {
  return sampleOf(n, BigInt(count), BigInt(count));
}
