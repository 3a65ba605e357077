/** Money is a bigint of ten-thousandths of the currency's unit ("units"): exact, never a float. */
export { formatAmount, parseAmount, perHead } from './amount-text.js';
export { multiplier, multiply, ratio, spread } from './arithmetic.js';
export { divideHalfEven } from './divide-half-even.js';
export { formatFraction } from './fraction-text.js';
