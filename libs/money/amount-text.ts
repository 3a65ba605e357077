import { divideHalfEven } from './divide-half-even.js';

const PLACES = 4;
const AMOUNT = /^(-?)(\d+)(?:\.(\d{1,4}))?$/;

/**
 * Reads a decimal string with up to 4 places as money.
 * @param text "29.33"; a leading minus is allowed, an exponent, a plus sign and blanks are not
 * @returns ten-thousandths of the currency's unit: "29.33" is 293300n
 * @throws TypeError naming the text
 */
export function parseAmount(text: string): bigint {
  const [, minus, whole, fraction = ''] = AMOUNT.exec(text) ?? [];
  if (whole === undefined) {
    throw new TypeError(`"${text}" is not an amount: a decimal number with up to ${PLACES} places, "29.33"`);
  }
  const units = BigInt(whole + fraction.padEnd(PLACES, '0'));
  return minus ? -units : units;
}

/**
 * Writes money as a decimal string, rounded half-even. What rounds to nothing is "0.00", never "-0.00".
 * @param units ten-thousandths
 * @param places 0 to 4
 * @throws RangeError for other places
 */
export function formatAmount(units: bigint, places = 2): string {
  if (!Number.isInteger(places) || places < 0 || places > PLACES) {
    throw new RangeError(`places must be 0 to ${PLACES}, not ${places}`);
  }
  return decimalText(divideHalfEven(units, 10n ** BigInt(PLACES - places)), places);
}

/**
 * An amount divided by a number of heads, rounded half-even once.
 * @param units ten-thousandths
 * @param count how many share it
 * @param places of the answer, 0 or more
 * @returns a decimal string; null when there is nobody
 */
export function perHead(units: bigint, count: number | bigint, places: number): string | null {
  const heads = BigInt(count);
  if (heads === 0n) return null;
  const scale = 10n ** BigInt(places);
  return decimalText(divideHalfEven(units * scale, heads * 10n ** BigInt(PLACES)), places);
}

/** Writes an integer of 10^-places. */
function decimalText(value: bigint, places: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, '0');
  const point = digits.length - places;
  const text = places === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return value < 0n ? `-${text}` : text;
}
