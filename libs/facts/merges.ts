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
  const latest = new Map<string, MergeFact>();
  for (const merge of [...merges].sort(compareEvents)) {
    latest.set(merge.subject, merge);
  }
  // A subject has at most one way on, so circles share no merge and each can be opened by itself.
  for (const circle of circles(latest)) {
    latest.delete(circle.reduce((last, merge) => (compareEvents(merge, last) > 0 ? merge : last)).subject);
  }
  const persons = new Map<string, string>();
  for (const { subject, into } of merges) {
    for (const named of [subject, into]) persons.set(named, endOf(named, latest));
  }
  return persons;
}

function endOf(subject: string, merges: ReadonlyMap<string, MergeFact>): string {
  let person = subject;
  for (let merge = merges.get(person); merge; merge = merges.get(person)) person = merge.into;
  return person;
}

function circles(merges: ReadonlyMap<string, MergeFact>): MergeFact[][] {
  const found: MergeFact[][] = [];
  const seen = new Set<string>();
  for (const start of merges.keys()) {
    const path: MergeFact[] = [];
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
