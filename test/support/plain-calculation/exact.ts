import Big from 'big.js';

export const ZERO = Big(0);

/** Rounded half-even to the 4 places money is kept with. */
export function fourPlaces(amount: Big): Big {
  return amount.round(4, Big.roundHalfEven);
}

export function sum(amounts: Big[]): Big {
  return amounts.reduce((total, amount) => total.plus(amount), ZERO);
}

export function smaller(a: Big, b: Big): Big {
  return a.lt(b) ? a : b;
}

/** Money as the API writes it: 2 decimals, or 4 when asked. */
export function money(amount: Big, precision?: number): string {
  const places = precision === 4 ? 4 : 2;
  const rounded = amount.round(places, Big.roundHalfEven);
  return rounded.eq(0) ? ZERO.toFixed(places) : rounded.toFixed(places);
}

/** An amount per head, rounded once; null where there is nobody. */
export function moneyPer(amount: Big, heads: number, precision?: number): string | null {
  if (heads === 0) return null;
  const Rounding = Big();
  Rounding.DP = precision === 4 ? 4 : 2;
  Rounding.RM = Big.roundHalfEven;
  return money(Rounding(amount).div(heads), precision);
}

/** A rate, unrounded; null over nothing. */
export function rate(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
