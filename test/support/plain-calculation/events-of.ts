import type { PublishedEvent } from './published-event.js';

/** Makes the events of a case: ids e1, e2, … of the source shop, unless the case says otherwise. */
export function eventsOf(
  ...cases: [type: string, subject: string | null, time: string, data: object, own?: object][]
) {
  return cases.map(
    ([type, subject, time, data, own], index): PublishedEvent => ({
      source: 'shop',
      id: `e${index + 1}`,
      type: `lifeledger.${type}.v1`,
      ...(subject === null ? {} : { subject }),
      time: time.length === 10 ? `${time}T12:00:00Z` : time,
      data: { ...data },
      ...own,
    }),
  );
}
