import type { EventStore } from '../event-store/index.js';
import { stringifyJson, toCloudEvent } from '../events/index.js';

/** Characters after which a page ends, as events may be large. */
const FULL = 32 * 2 ** 20;
/** Events are read so many at a time: one may be a mebibyte. */
const AT_A_TIME = 25;

/**
 * The events at these positions as JSON, until the page is full.
 * @param limit of events; however large they are, there is one at least
 * @returns those of the first positions, in their order
 */
export async function fullPage(
  store: EventStore,
  positions: readonly number[],
  { limit, withPersonal }: { limit: number; withPersonal: boolean },
): Promise<string[]> {
  const texts: string[] = [];
  let size = 0;
  const most = Math.min(limit, positions.length);
  while (texts.length < most) {
    const wanted = positions.slice(texts.length, Math.min(texts.length + AT_A_TIME, most));
    const read = new Map((await store.readPositions(wanted)).map((event) => [event.position, event]));
    for (const position of wanted) {
      const event = read.get(position);
      if (!event) throw new Error(`the log has no event at ${position}`);
      const text = stringifyJson(toCloudEvent(event, { withPersonal }));
      texts.push(text);
      size += text.length;
      if (size >= FULL) return texts;
    }
  }
  return texts;
}
