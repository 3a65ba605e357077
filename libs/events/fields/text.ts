import { type FieldRule, field } from './field.js';

const ID_LENGTH = 200;
const NAME_LENGTH = 500;

const idRule: FieldRule = {
  kind: 'id',
  allowed: `a string of 1 to ${ID_LENGTH} characters`,
  schema: { type: 'string', minLength: 1, maxLength: ID_LENGTH },
  accepts: isId,
};

const nameRule: FieldRule = {
  kind: 'name',
  allowed: `a string of 1 to ${NAME_LENGTH} characters`,
  schema: { type: 'string', minLength: 1, maxLength: NAME_LENGTH },
  accepts: (value) => isTextOf(value, NAME_LENGTH),
};

const proseRule: FieldRule = {
  kind: 'text',
  allowed: 'a string',
  schema: { type: 'string' },
  accepts: (value) => typeof value === 'string',
};

/** An id: a string of 1 to 200 characters. */
export const IsId = (description: string) => field(idRule, description);

/** A name that figures may be split by (product, topic, campaign …): a string of 1 to 500 characters. */
export const IsName = (description: string) => field(nameRule, description);

/** What a person wrote: a string of any length. */
export const IsProse = (description: string) => field(proseRule, description);

/** Whether a value is an id: a string of 1 to 200 characters. */
export function isId(value: unknown): value is string {
  return isTextOf(value, ID_LENGTH);
}

/** A string of 1 to `longest` characters; what needs two UTF-16 units is one character. */
export function isTextOf(value: unknown, longest: number): value is string {
  if (typeof value !== 'string' || value.length === 0) return false;
  if (value.length <= longest) return true;
  return value.length <= 2 * longest && [...value].length <= longest;
}
