import type { Answer } from '../../api/metrics.js';

/** Months on each side when the address names none. */
const USUAL = 6;

/** The last months that are over and have contacts, and as many right before them; null where there are too few. */
export function usualMonths(mix: Answer): { before: string; after: string } | null {
  const months = [
    ...new Set(mix.rows.filter(({ complete }) => complete === true).map(({ period }) => String(period))),
  ].sort();
  const each = Math.min(USUAL, Math.floor(months.length / 2));
  if (each === 0) return null;
  const after = months.slice(-each);
  const before = months.slice(-2 * each, -each);
  return { before: rangeOf(before), after: rangeOf(after) };
}

function rangeOf(months: readonly string[]): string {
  return `${months[0]}..${months[months.length - 1]}`;
}
