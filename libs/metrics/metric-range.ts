import type { Question } from './metric.js';

/** Whether the period's start lies in the question's [from, to). */
export function periodInRange(period: number, { calendar, from, to }: Question): boolean {
  const start = calendar.start(period);
  return (from === null || start >= from) && (to === null || start < to);
}

/**
 * The periods an answer has rows for: those whose start lies in [from, to); where one of the two is not given, up to
 * the first or last period with data. Empty when nothing says where to begin or end.
 */
export function answerPeriods(withData: Iterable<number>, question: Question): number[] {
  const { calendar, from, to } = question;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const period of withData) {
    if (period < first) first = period;
    if (period > last) last = period;
  }
  if (from !== null) {
    first = calendar.indexOf(from);
    if (calendar.start(first) < from) first += 1;
  }
  if (to !== null) {
    last = calendar.indexOf(to);
    if (calendar.start(last) >= to) last -= 1;
  }
  const periods: number[] = [];
  if (Number.isFinite(first) && Number.isFinite(last)) for (let p = first; p <= last; p++) periods.push(p);
  return periods;
}

/** Whether a period is over at the instant the answer is for. */
export function isComplete(period: number, { calendar, asOf }: Question): boolean {
  return calendar.start(period + 1) <= asOf;
}

/** The groups of an answer in order. Without `by` there is one, even without data. */
export function answerGroups(groups: Iterable<readonly string[]>, { by }: Question): (readonly string[])[] {
  if (by.length === 0) return [[]];
  const found = new Map<string, readonly string[]>();
  for (const group of groups) found.set(JSON.stringify(group), group);
  return [...found.values()].sort(compareGroups);
}

function compareGroups(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}

/** The fields that name a row's group. */
export function groupFields(group: readonly string[], { by }: Question): Record<string, string> {
  return Object.fromEntries(by.map((dimension, i) => [dimension, group[i]]));
}

/** A share or rate; null when there is nothing to divide by. */
export function rate(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
