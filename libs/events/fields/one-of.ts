import { field } from './field.js';

/** One of a few fixed words. */
export function IsOneOf(allowed: readonly string[], description: string, kind = 'choice'): PropertyDecorator {
  return field(
    {
      kind,
      allowed: `one of ${allowed.join(', ')}`,
      schema: { type: 'string', enum: [...allowed] },
      accepts: (value) => typeof value === 'string' && allowed.includes(value),
    },
    description,
  );
}
