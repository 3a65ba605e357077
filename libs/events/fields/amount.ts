import { numberText } from '../json.js';
import { type FieldRule, field } from './field.js';

const AMOUNT = /^\d{1,15}(?:\.\d{1,4})?$/;

const amountRule: FieldRule = {
  kind: 'amount',
  allowed:
    'an amount such as "29.33": not negative, up to 4 decimal places, at most 15 digits before the point',
  schema: {
    oneOf: [
      { type: 'string', pattern: AMOUNT.source },
      { type: 'number', minimum: 0 },
    ],
  },
  accepts: (value) => {
    const text = amountText(value);
    return text !== null && AMOUNT.test(text);
  },
  normalise: (value) => amountText(value)!.replace(/^0+(?=\d)/, ''),
};

/**
 * An amount of money: a decimal string with up to 4 decimal places, never negative, at most 15 digits
 * before the point; or a JSON number whose literal text obeys the same rule. Stored as a string with the
 * publisher's digits, without leading zeros.
 */
export const IsAmount = (description: string) => field(amountRule, description);

function amountText(value: unknown): string | null {
  return typeof value === 'string' ? value : numberText(value);
}
