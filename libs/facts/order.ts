/** What settles a disagreement between events: `time`, then `source`, then `id` by UTF-8 bytes. */
export interface Ordered {
  time: number;
  source: string;
  id: string;
}

/** Negative when `a` comes first. */
export function compareEvents(a: Ordered, b: Ordered): number {
  return a.time - b.time || compareUtf8(a.source, b.source) || compareUtf8(a.id, b.id);
}

/** Order by UTF-8 bytes, which is the order by code points (JavaScript's own is by UTF-16 units). */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates (code points from U+10000) come after the rest of the 16-bit range.
    const xHigh = x >= 0xd800 && x < 0xe000;
    const yHigh = y >= 0xd800 && y < 0xe000;
    return xHigh === yHigh ? x - y : xHigh ? 1 : -1;
  }
  return a.length - b.length;
}

/** The one that comes first; the list is not empty. */
export function earliest<T extends Ordered>(events: readonly T[]): T {
  return events.reduce((first, event) => (compareEvents(event, first) < 0 ? event : first));
}

/** Of several events with one key the earliest: what counts of those that carry the same own id. */
export function earliestOfEach<T extends Ordered>(
  events: readonly T[],
  keyOf: (event: T) => string,
): Map<string, T> {
  const first = new Map<string, T>();
  for (const event of events) {
    const key = keyOf(event);
    const known = first.get(key);
    if (!known || compareEvents(event, known) < 0) first.set(key, event);
  }
  return first;
}

/**
 * What a reference means: the thing with that id from the reference's own source, else the earliest of any.
 * @param bySource the things with that id, of each source the one that counts
 */
export function meant<T extends Ordered>(source: string, bySource: ReadonlyMap<string, T>): T | null {
  const own = bySource.get(source);
  if (own) return own;
  return bySource.size === 0 ? null : earliest([...bySource.values()]);
}
