import { memberPath } from './field-path.js';
import { isJsonObject } from './json.js';
import type { FieldError } from './ledger-event.js';

const MESSAGE = 'must hold neither the character U+0000 nor a lone surrogate';
const ENOUGH = 100;

/** One half of a surrogate pair alone, or U+0000: what no UTF-8 text in PostgreSQL can hold. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/** Where a parsed JSON value holds text that cannot be stored, keys included; at most a hundred places. */
export function unstorableText(value: unknown, path: string, found: FieldError[] = []): FieldError[] {
  if (found.length >= ENOUGH) return found;
  if (typeof value === 'string') {
    if (UNSTORABLE.test(value)) found.push({ path, message: MESSAGE });
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      unstorableText(item, `${path}[${index}]`, found);
    });
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) {
      const member = memberPath(path, key);
      if (UNSTORABLE.test(key)) found.push({ path: member, message: `the key ${MESSAGE}` });
      unstorableText(value[key], member, found);
    }
  }
  return found;
}
