import type { Query } from './settings.js';

export interface Group<T> {
  /** The value of each dimension of `by`. */
  values: Record<string, string>;
  members: T[];
}

export function passes(dimensions: Record<string, string>, filter: Query['filter'] = {}): boolean {
  return Object.entries(filter).every(([name, value]) => dimensions[name] === value);
}

/** Members by the dimensions of `by`, groups in order of their values; without `by`, one group of all. */
export function groups<T>(
  members: T[],
  by: string[] = [],
  dimensionsOf: (member: T) => Record<string, string>,
): Group<T>[] {
  if (by.length === 0) return [{ values: {}, members }];
  const found: Group<T>[] = [];
  for (const member of members) {
    const dimensions = dimensionsOf(member);
    const group = found.find(({ values }) => by.every((name) => values[name] === dimensions[name]));
    if (group) group.members.push(member);
    else {
      const values = Object.fromEntries(by.map((name) => [name, dimensions[name] ?? 'unknown']));
      found.push({ values, members: [member] });
    }
  }
  return found.sort((a, b) => {
    const name = by.find((dimension) => a.values[dimension] !== b.values[dimension]);
    return name !== undefined && (a.values[name] ?? '') < (b.values[name] ?? '') ? -1 : 1;
  });
}
