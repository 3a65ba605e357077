import type { Row } from '../api/metrics.js';

/** A figure of a row as a number to draw or compare with: amounts are decimal text. Null where there is none. */
export function figureOf(row: Row | undefined, column: string): number | null {
  const value = row?.[column];
  return value === null || value === undefined || value === '' ? null : Number(value);
}
