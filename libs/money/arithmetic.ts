import Big from 'big.js';
import { divideHalfEven } from './divide-half-even.js';

/**
 * Money times a factor (an exchange rate, a cost rate), rounded half-even to 4 places.
 * @param units ten-thousandths
 * @param factor a decimal string of any length
 * @throws Error when the factor is no number
 */
export function multiply(units: bigint, factor: string): bigint {
  return BigInt(Big(units.toString()).times(factor).round(0, Big.roundHalfEven).toFixed());
}

/**
 * What one day takes of an amount spread evenly over several: r(a·i/n) − r(a·(i−1)/n), r rounding
 * half-even to 4 places, so that the days add up to the amount (metrics.md, "Money").
 * @param amount ten-thousandths
 * @param days how many days there are, at least 1
 * @param day which of them, from 1
 * @throws RangeError when the day is none of them
 */
export function spread(amount: bigint, days: number, day: number): bigint {
  if (!(day >= 1 && day <= days)) throw new RangeError(`day must be 1 to ${days}, not ${day}`);
  const until = (i: number) => divideHalfEven(amount * BigInt(i), BigInt(days));
  return until(day) - until(day - 1);
}

/** a / b, unrounded; null when b is 0. */
export function ratio(a: bigint, b: bigint): number | null {
  return b === 0n ? null : Number(a) / Number(b);
}
