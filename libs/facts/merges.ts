import { compareEvents, type Ordered } from './order.js';

/** `subject` and `into` are one person. */
export interface MergeFact extends Ordered {
  subject: string;
  into: string;
}

/**
 * Who is whose person: of several merges of one subject the latest counts, chains are followed to their end,
 * in a circle the latest merge is dropped (a subject merged into itself is a circle of one).
 * @returns for every subject named in a merge its person
 */
export function resolveMerges(merges: readonly MergeFact[]): Map<string, string> {
  const counting = latestOfEach(merges);
  for (const { subject } of lastOfCircles(counting)) counting.delete(subject);
  const persons = new Map<string, string>();
  for (const { subject, into } of merges) {
    for (const named of [subject, into]) persons.set(named, endOf(named, counting));
  }
  return persons;
}

/** The merges that do not count: those that a later one of the same subject replaces, and those dropped from circles. */
export function contradictingMerges<Merge extends MergeFact>(
  merges: readonly Merge[],
): { repeated: Merge[]; circular: Merge[] } {
  const latest = latestOfEach(merges);
  return {
    repeated: merges.filter((merge) => latest.get(merge.subject) !== merge),
    circular: lastOfCircles(latest),
  };
}

function latestOfEach<Merge extends MergeFact>(merges: readonly Merge[]): Map<string, Merge> {
  return new Map([...merges].sort(compareEvents).map((merge) => [merge.subject, merge]));
}

/** Of each circle the latest merge. A subject has at most one way on, so that circles share no merge. */
function lastOfCircles<Merge extends MergeFact>(merges: ReadonlyMap<string, Merge>): Merge[] {
  return circles(merges).map((circle) =>
    circle.reduce((last, merge) => (compareEvents(merge, last) > 0 ? merge : last)),
  );
}

function endOf(subject: string, merges: ReadonlyMap<string, MergeFact>): string {
  let person = subject;
  for (let merge = merges.get(person); merge; merge = merges.get(person)) person = merge.into;
  return person;
}

function circles<Merge extends MergeFact>(merges: ReadonlyMap<string, Merge>): Merge[][] {
  const found: Merge[][] = [];
  const seen = new Set<string>();
  for (const start of merges.keys()) {
    const path: Merge[] = [];
    const onPath = new Map<string, number>();
    let at = start;
    while (!seen.has(at)) {
      seen.add(at);
      onPath.set(at, path.length);
      const merge = merges.get(at);
      if (!merge) break;
      path.push(merge);
      at = merge.into;
    }
    const from = onPath.get(at);
    if (from !== undefined && merges.has(at)) found.push(path.slice(from));
  }
  return found;
}
