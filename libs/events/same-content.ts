import { numberText } from './json.js';
import type { LedgerEvent } from './ledger-event.js';

/**
 * Whether two events of one identity say the same: type, subject, time and all fields, numbers by their
 * literal text, the order of members aside.
 */
export function sameContent(a: LedgerEvent, b: LedgerEvent): boolean {
  return (
    a.type === b.type &&
    a.subject === b.subject &&
    a.time === b.time &&
    sameValue(a.data, b.data) &&
    sameValue(a.personal, b.personal)
  );
}

function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const literal = numberText(a);
  if (literal !== null || numberText(b) !== null) return literal === numberText(b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(b, key) &&
      sameValue((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}
