import { isJsonObject } from '../json.js';
import { type FieldRule, field } from './field.js';

const ENOUGH = 100;

const flatStringsRule: FieldRule = {
  kind: 'strings by name',
  allowed: 'a flat object whose values are strings',
  schema: { type: 'object', additionalProperties: { type: 'string' } },
  accepts: (value) =>
    isJsonObject(value) && Object.keys(value).every((key) => typeof value[key] === 'string'),
  wrongMembers: (value) => {
    if (!isJsonObject(value)) return [];
    const wrong = Object.keys(value).filter((key) => typeof value[key] !== 'string');
    return wrong.slice(0, ENOUGH).map((key) => ({ key, message: 'must be a string' }));
  },
};

/** An object of strings by freely chosen names, without nesting. */
export const IsFlatStrings = (description: string) => field(flatStringsRule, description);
