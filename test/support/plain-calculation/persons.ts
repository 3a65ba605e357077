import { earlierFirst, type Standing } from './standing-events.js';

export interface Persons {
  /** The person a customer id belongs to: the end of its chain of merges. */
  personOf(subject: string): string;
  /** What is known of a person, by customer dimension. */
  dimensionsOf(person: string): Record<string, string>;
}

/** Merges, profiles and acquisition, as the log has them whatever the instant. `events` in order of time. */
export function persons(events: Standing[]): Persons {
  // a later merge of the same subject takes the place of the earlier one
  const merges = new Map<string, Standing>();
  for (const event of events) if (event.type === 'customer.merged') merges.set(event.subject, event);

  for (const subject of [...merges.keys()]) {
    const circle = circleThrough(subject, merges).sort(earlierFirst);
    const latest = circle.at(-1);
    if (latest) merges.delete(latest.subject);
  }

  const personOf = (subject: string): string => {
    const merge = merges.get(subject);
    return merge ? personOf(String(merge.data.into)) : subject;
  };

  return {
    personOf,
    dimensionsOf(person) {
      const own = events.filter((event) => event.subject !== '' && personOf(event.subject) === person);
      const ofType = (type: string) => own.filter((event) => event.type === type);
      const registered = ofType('customer.registered');
      const latest = (field: string) =>
        registered.filter((event) => event.data[field] !== undefined).at(-1)?.data[field];
      const birthYear = latest('birthYear');
      const acquired = ofType('customer.acquired')[0] ?? ofType('lead.captured')[0];
      return {
        segment: String(latest('segment') ?? 'unknown'),
        country: String(latest('country') ?? 'unknown'),
        generation:
          birthYear === undefined ? 'unknown' : Number(birthYear) > 1981 ? 'born-after-1981' : 'older',
        acquisitionChannel: String(acquired?.data.channel ?? 'unknown'),
        campaign: String(acquired?.data.campaign ?? 'unknown'),
      };
    },
  };
}

/** The merges of the circle that leads from a subject back to it; none when it leads elsewhere. */
function circleThrough(subject: string, merges: Map<string, Standing>): Standing[] {
  const path: Standing[] = [];
  let merge = merges.get(subject);
  while (merge && !path.includes(merge)) {
    path.push(merge);
    merge = merges.get(String(merge.data.into));
  }
  return merge?.subject === subject ? path : [];
}
