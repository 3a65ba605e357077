import type { EventStoreDBClient } from '@eventstore/db-client';
import pLimit from 'p-limit';
import type { Place } from './identity-index.js';
import { readLog } from './read.js';
import type { StoredEvent } from './stored-event.js';

/** Events that may lie between two wanted ones that are read together. */
const WIDEST_GAP = 20;
/** Events that one reading gives at the most. */
const MOST_EVENTS = 1_000;
const READINGS_AT_A_TIME = 8;

/** The events at places of the log, in its order. Those close to each other are read together. */
export async function readPlaces(
  client: EventStoreDBClient,
  places: readonly Place[],
): Promise<StoredEvent[]> {
  const sorted = [...places].sort((a, b) => a.position - b.position);
  const runs: Place[][] = [];
  for (const place of sorted) {
    const run = runs.at(-1);
    const near =
      run &&
      place.ordinal - run[run.length - 1].ordinal <= WIDEST_GAP &&
      place.ordinal - run[0].ordinal < MOST_EVENTS;
    if (near) run.push(place);
    else runs.push([place]);
  }
  const limit = pLimit(READINGS_AT_A_TIME);
  return (await Promise.all(runs.map((run) => limit(() => readRun(client, run))))).flat();
}

/** Copies in between make a reading end too early: then it goes on from the first that is missing. */
async function readRun(client: EventStoreDBClient, run: readonly Place[]): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  let left = run;
  while (left.length > 0) {
    const wanted = new Set(left.map(({ position }) => position));
    const read = await readLog(client, left[0].position, left[left.length - 1].ordinal - left[0].ordinal + 1);
    found.push(...read.filter(({ position }) => wanted.has(position)));
    const last = read.at(-1)?.position ?? Number.POSITIVE_INFINITY;
    left = left.filter(({ position }) => position > last);
  }
  return found;
}
