import type { EventStore } from '../../event-store/index.js';
import { fullPage } from '../full-page.js';
import { pagesOf } from './events-of-subjects.js';

/** Where an event stands in a timeline: its time in microseconds, and among those of one time its position. */
type Place = readonly [time: number, position: number];

/**
 * The newest events of these subjects as JSON, newest first.
 * @param before the place they come before; null for the newest of all
 * @returns with the place that the next page comes before, null after the oldest event; null where there are no events
 */
export async function timelinePage(
  store: EventStore,
  subjects: readonly string[],
  { before, limit }: { before: Place | null; limit: number },
): Promise<{ events: string[]; next: Place | null } | null> {
  let any = false;
  const places: Place[] = [];
  for await (const page of pagesOf(store, subjects)) {
    any = true;
    for (const { time, position } of page) {
      if (before === null || newestFirst([time, position], before) > 0) places.push([time, position]);
    }
  }
  if (!any) return null;
  places.sort(newestFirst);
  const positions = places.map(([, position]) => position);
  const events = await fullPage(store, positions, { limit, withPersonal: true });
  return { events, next: events.length < places.length ? places[events.length - 1] : null };
}

function newestFirst([time, position]: Place, [otherTime, otherPosition]: Place): number {
  return otherTime - time || otherPosition - position;
}
