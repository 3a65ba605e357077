import { numberText } from '../json.js';
import { type FieldRule, field } from './field.js';

const LARGEST_QUANTITY = 1_000_000_000;
const QUANTITY = /^\d{1,10}(?:\.\d{1,4})?$/;

const quantityRule: FieldRule = {
  kind: 'quantity',
  allowed: `a number from 0 to ${LARGEST_QUANTITY} with up to 4 decimal places`,
  schema: { type: 'number', minimum: 0, maximum: LARGEST_QUANTITY },
  accepts: (value) => {
    const text = numberText(value);
    return text !== null && QUANTITY.test(text) && Number(text) <= LARGEST_QUANTITY;
  },
  normalise: (value) => Number(numberText(value)),
};

/** How many, or how much of it: a JSON number, not negative. */
export const IsQuantity = (description: string) => field(quantityRule, description);

/** Of more than that sums could not be kept. */
const LARGEST_COUNT = 1_000_000_000_000;

/** A count: a whole JSON number from 0. */
export const IsCount = (description: string) => IsWholeNumber(0, LARGEST_COUNT, description);

/** A whole JSON number in a range, both ends allowed. */
export function IsWholeNumber(least: number, most: number, description: string): PropertyDecorator {
  return field(
    {
      kind: 'whole number',
      allowed: `a whole number from ${least} to ${most}`,
      schema: { type: 'integer', minimum: least, maximum: most },
      accepts: (value) => {
        const number = wholeNumber(value);
        return number !== null && number >= least && number <= most;
      },
      normalise: wholeNumber,
    },
    description,
  );
}

/** The whole number a JSON number stands for (`5.0` is 5), if it is one a double holds exactly; else null. */
export function wholeNumber(value: unknown): number | null {
  const text = numberText(value);
  if (text === null || !/^-?\d{1,16}(?:\.0+)?$/.test(text)) return null;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number + 0 : null;
}
