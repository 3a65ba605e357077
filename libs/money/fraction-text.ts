import Big from 'big.js';

/**
 * Writes an amount that is no whole number of ten-thousandths, such as the end of an interval, rounded half-even once.
 * @param units ten-thousandths, finite
 * @param places 0 to 4
 */
export function formatFraction(units: number, places = 2): string {
  const rounded = Big(units).div(10_000).round(places, Big.roundHalfEven);
  return (rounded.eq(0) ? Big(0) : rounded).toFixed(places);
}
