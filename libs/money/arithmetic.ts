import Big from 'big.js';
import { divideHalfEven } from './divide-half-even.js';

/**
 * Money times a factor (an exchange rate, a cost rate), rounded half-even to 4 places.
 * @param units ten-thousandths
 * @param factor a decimal string of any length
 * @throws Error when the factor is no number
 */
export function multiply(units: bigint, factor: string): bigint {
  return multiplier(factor)(units);
}

/** {@link multiply} by one factor, of many amounts. */
export function multiplier(factor: string): (units: bigint) => bigint {
  // ±c · 10^e, the point after the first digit of c.
  const { s, c, e } = Big(factor);
  const places = c.length - 1 - e;
  const digits = BigInt(s) * BigInt(c.join(''));
  const numerator = places < 0 ? digits * 10n ** BigInt(-places) : digits;
  const denominator = places < 0 ? 1n : 10n ** BigInt(places);
  return (units) => divideHalfEven(units * numerator, denominator);
}

/**
 * What some consecutive days take of an amount spread evenly over several: day i takes r(a·i/n) − r(a·(i−1)/n), r
 * rounding half-even to 4 places, so that the days add up to the amount (metrics.md, "Money").
 * @param amount ten-thousandths
 * @param days how many days there are, at least 1
 * @param first the first of those asked for, from 1
 * @param last the last of them, that one included; one day if it is left out
 * @throws RangeError when they are not among the days
 */
export function spread(amount: bigint, days: number, first: number, last = first): bigint {
  if (!(first >= 1 && first <= last && last <= days)) {
    const asked = first === last ? String(first) : `${first} to ${last}`;
    throw new RangeError(`day must be 1 to ${days}, not ${asked}`);
  }
  const until = (i: number) => divideHalfEven(amount * BigInt(i), BigInt(days));
  return until(last) - until(first - 1);
}

/** a / b, unrounded; null when b is 0. */
export function ratio(a: bigint, b: bigint): number | null {
  return b === 0n ? null : Number(a) / Number(b);
}
