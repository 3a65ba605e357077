import type { DemonstrationEvent } from '../publication.js';

/** Events of one type, each identity once, without those that were voided. */
export type Published = (type: string) => readonly DemonstrationEvent[];

/** Takes events as they are published; `of` gives them back by type, without prefix and version. */
export function collector() {
  const seen = new Set<string>();
  const voided = new Set<string>();
  const byType = new Map<string, DemonstrationEvent[]>();
  let repeated = 0;
  return {
    add(event: DemonstrationEvent): void {
      const identity = `${event.source} ${event.id}`;
      if (seen.has(identity)) {
        repeated++;
        return;
      }
      seen.add(identity);
      const type = event.type.replace(/^lifeledger\.|\.v1$/g, '');
      const list = byType.get(type);
      if (list) list.push(event);
      else byType.set(type, [event]);
      if (type === 'event.voided') voided.add(`${event.data.source} ${event.data.id}`);
    },
    has: (source: string, id: string) => seen.has(`${source} ${id}`),
    distinct: () => seen.size,
    repeated: () => repeated,
    types: () => [...byType.keys()],
    of: (type: string) => (byType.get(type) ?? []).filter(({ source, id }) => !voided.has(`${source} ${id}`)),
  };
}

/** Milliseconds since the epoch. */
export const at = ({ time }: DemonstrationEvent): number => Date.parse(time);

/** All times are UTC and written alike: their texts are in the order of time. */
const byTime = (a: DemonstrationEvent, b: DemonstrationEvent) =>
  a.time < b.time ? -1 : a.time > b.time ? 1 : 0;

/** Of the events that carry one own id the earliest, by that id; all of them are of one source. */
export function firstById(
  events: readonly DemonstrationEvent[],
  name: string,
): Map<string, DemonstrationEvent> {
  const first = new Map<string, DemonstrationEvent>();
  for (const event of events) {
    const id = event.data[name] as string;
    const before = first.get(id);
    if (!before || event.time < before.time) first.set(id, event);
  }
  return first;
}

/** Who a subject is: the one it was merged into, by the latest of its merges. No merge is merged again here. */
export function personsOf(of: Published): (subject: string) => string {
  const latest = new Map<string, DemonstrationEvent>();
  for (const merge of of('customer.merged')) {
    const before = latest.get(merge.subject as string);
    if (!before || at(merge) > at(before)) latest.set(merge.subject as string, merge);
  }
  return (subject) => (latest.get(subject)?.data.into as string | undefined) ?? subject;
}

/** What was registered of each person last, by field. */
export function registered(of: Published, field: string): Map<string, unknown> {
  const person = personsOf(of);
  const values = new Map<string, unknown>();
  for (const event of [...of('customer.registered')].sort(byTime)) {
    if (event.data[field] !== undefined) values.set(person(event.subject as string), event.data[field]);
  }
  return values;
}

/** Events of a type by person, in the order of time. */
export function byPerson(
  of: Published,
  events: readonly DemonstrationEvent[],
): Map<string, DemonstrationEvent[]> {
  const person = personsOf(of);
  const lists = new Map<string, DemonstrationEvent[]>();
  for (const event of [...events].sort(byTime)) {
    const who = person(event.subject as string);
    const list = lists.get(who);
    if (list) list.push(event);
    else lists.set(who, [event]);
  }
  return lists;
}
