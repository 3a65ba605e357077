import { type FieldRule, field } from './field.js';

const RATE = /^(?=.*[1-9])\d{1,15}(?:\.\d{1,18})?$/;

const rateRule: FieldRule = {
  kind: 'rate',
  allowed: 'a decimal string above 0 such as "1.0842", up to 15 digits before the point and 18 after it',
  schema: { type: 'string', pattern: RATE.source },
  accepts: (value) => typeof value === 'string' && RATE.test(value),
  normalise: (value) => (value as string).replace(/^0+(?=\d)/, ''),
};

/** A rate of exchange: a decimal string above 0. */
export const IsRate = (description: string) => field(rateRule, description);
