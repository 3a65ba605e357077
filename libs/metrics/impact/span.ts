/** (after, until], microseconds. */
export interface Span {
  after: number;
  until: number;
}

/** How many facts lie at or before an instant. @param facts in time order */
export function countUntil(facts: readonly { time: number }[], time: number): number {
  let [low, high] = [0, facts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (facts[middle].time <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first fact in a span of time. @param facts in time order */
export function firstIn<T extends { time: number }>(
  facts: readonly T[],
  { after, until }: Span,
): T | undefined {
  const first = facts[countUntil(facts, after)];
  return first && first.time <= until ? first : undefined;
}

/** The facts in a span of time. @param facts in time order */
export function allIn<T extends { time: number }>(facts: readonly T[], { after, until }: Span): T[] {
  return facts.slice(countUntil(facts, after), countUntil(facts, until));
}
