/** Money is a bigint of ten-thousandths of the currency's unit ("units"): exact, never a float. */
export { formatAmount, parseAmount, perHead } from './amount-text.js';
export { multiply, ratio, spread } from './arithmetic.js';
