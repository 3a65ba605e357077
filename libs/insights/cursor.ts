import { badRequest } from '../http/index.js';

/** A cursor's text: clients pass it back as it is. */
export function writeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/**
 * Reads a cursor.
 * @param shape the type of each part
 * @param parameter what it is called in the address
 * @throws Problem 400
 */
export function readCursor(
  text: unknown,
  shape: readonly ('string' | 'number')[],
  parameter = 'cursor',
): (string | number)[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(String(text), 'base64url').toString());
    if (
      Array.isArray(parts) &&
      parts.length === shape.length &&
      parts.every((p, i) => typeof p === shape[i])
    ) {
      return parts;
    }
  } catch {
    // no JSON: said below
  }
  throw badRequest(parameter, 'must be a cursor that an earlier answer gave');
}

/** Reads `limit`. @throws Problem 400 */
export function readLimit(text: unknown, most: number, usual: number): number {
  if (text === undefined) return usual;
  const limit = typeof text === 'string' && /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > most) throw badRequest('limit', `must be a whole number from 1 to ${most}`);
  return limit;
}

/** @throws Problem 400 for a parameter that is not among those known, or is given twice */
export function onlyParameters(raw: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  for (const [name, value] of Object.entries(raw)) {
    if (!known.includes(name)) {
      throw badRequest(
        name,
        `is not a parameter here; there ${known.length === 0 ? 'are none' : `are ${known.join(', ')}`}`,
      );
    }
    if (typeof value !== 'string') throw badRequest(name, 'must be given once');
  }
}
