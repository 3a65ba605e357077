import { type FieldRule, field } from './field.js';

const flagRule: FieldRule = {
  kind: 'flag',
  allowed: 'true or false',
  schema: { type: 'boolean' },
  accepts: (value) => typeof value === 'boolean',
};

/** Yes or no: a JSON boolean. */
export const IsFlag = (description: string) => field(flagRule, description);
