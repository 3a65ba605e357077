import type { DeclaredField } from './declared-fields.js';
import { memberPath } from './field-path.js';
import { complaint, type PublishedData } from './fields/field.js';
import type { FieldError } from './ledger-event.js';

/** Adds what is wrong with an event's fields to `errors`. */
export type Validation = (data: PublishedData, errors: FieldError[]) => void;

/**
 * One function that checks all declared fields, for a type that is checked millions of times.
 *
 * It accepts and rejects what class-validator's `validateSync` does on the same class (a property test
 * holds them together), and names members inside an object besides.
 * @param path of the object that holds the fields
 */
export function compileValidation(fields: readonly DeclaredField[], path = 'data'): Validation {
  const checks = fields.map((field) => compileField(field, memberPath(path, field.name)));
  return (data, errors) => {
    for (const check of checks) check(data, errors);
  };
}

function compileField({ name, rule, optional, nested }: DeclaredField, path: string): Validation {
  const inside = nested && compileValidation(nested, path);
  return (data, errors) => {
    const value = data[name];
    if (optional && (value === undefined || value === null)) return;
    if (rule.accepts(value, data)) {
      inside?.(value as PublishedData, errors);
      return;
    }
    const wrong = rule.wrongMembers?.(value) ?? [];
    if (wrong.length === 0) errors.push({ path, message: complaint(rule, value, data) });
    for (const { key, message } of wrong) errors.push({ path: memberPath(path, key), message });
  };
}
