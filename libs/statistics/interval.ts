/** A 95 % confidence interval, in the unit of what it is of. */
export interface Interval {
  low: number;
  high: number;
}

/** The 97.5 % point of the standard normal distribution: 1.959964 to six places. */
export const Z95 = 1.959963984540054;

/** What an interval leaves of a scale that ends. */
export function clamp(interval: Interval, lowest: number, highest: number): Interval {
  const within = (value: number) => Math.min(Math.max(value, lowest), highest);
  return { low: within(interval.low), high: within(interval.high) };
}
