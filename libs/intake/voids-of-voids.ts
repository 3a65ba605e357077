import type { EventStore } from '../event-store/index.js';
import type { LedgerEvent } from '../events/index.js';
import { isVoid } from './authorise.js';
import { Rejection, type Verdict } from './judge.js';

/** Look-ups at once: a batch of voids leaves connections for others. */
const AT_ONCE = 4;

/**
 * Rejects, in place, each void whose target is known to be a void: of this batch, or of the log. A target that nobody
 * has seen yet may turn out to be one; then both are stored, and readers pass over the void of a void.
 */
export async function rejectVoidsOfVoids(
  verdicts: Verdict[],
  store: Pick<EventStore, 'find'>,
): Promise<void> {
  const voids: { index: number; event: LedgerEvent }[] = [];
  for (let index = 0; index < verdicts.length; index++) {
    const verdict = verdicts[index];
    if (!(verdict instanceof Rejection) && isVoid(verdict)) voids.push({ index, event: verdict });
  }
  if (voids.length === 0) return;
  const inBatch = new Set(voids.map(({ event }) => identity(event.source, event.id)));
  for (let from = 0; from < voids.length; from += AT_ONCE) {
    await Promise.all(
      voids.slice(from, from + AT_ONCE).map(async ({ index, event }) => {
        const source = event.data.source as string;
        const id = event.data.id as string;
        const target = inBatch.has(identity(source, id)) || (await isVoidInLog(store, source, id));
        if (!target) return;
        const message = 'must not name a void: a void cannot be voided';
        verdicts[index] = new Rejection(event.id, [{ path: 'data.id', message }], false);
      }),
    );
  }
}

async function isVoidInLog(store: Pick<EventStore, 'find'>, source: string, id: string): Promise<boolean> {
  const target = await store.find(source, id);
  return target !== null && isVoid(target);
}

function identity(source: string, id: string): string {
  return JSON.stringify([source, id]);
}
