import { type EventStoreDBClient, WrongExpectedVersionError } from '@eventstore/db-client';
import type { Connection } from '../../database/index.js';
import { type RecordedEvent, sameContent } from '../../events/index.js';
import type { AppendResult, ExpectedRevision } from '../port.js';
import { beginAlone, copiesIn, followLog, type Place, placesOf } from './identity-index.js';
import { GrowingPauses, LogAway } from './log-away.js';
import type { PreparedAppend } from './prepared-append.js';
import { sendWrites, type Write } from './send-writes.js';
import { recordedEvent } from './stored-event.js';

/** How long a group is tried when KurrentDB is away, in milliseconds. */
const PATIENCE = 5_000;

/** Most events and bytes of one write: the server takes 1 MiB by default (`MaxAppendSize`). */
const WRITE_EVENTS = 200;
const WRITE_BYTES = 512 * 1024;

/** An append whose identity the log had before: what is there has to be read to tell whether it says the same. */
export interface KnownBefore {
  status: 'known-before';
  place: Place;
}

/** What became of an append; an error where the server refused it for a reason of its own. */
export type Outcome = AppendResult | KnownBefore | Error;

/**
 * Writes a group of appends while nobody else writes: follows the log to its end, leaves out what it has already,
 * sends the rest, follows again, and answers by what is found there. So whatever the server remembers of ids, however
 * it judges a batch and whatever a broken connection left open: the answer is what the log says.
 * @throws LogAway when the log could not be reached long enough. What was written all the same is known by its identity
 */
export async function appendGroup(
  connection: Connection,
  client: EventStoreDBClient,
  group: readonly PreparedAppend[],
): Promise<Outcome[]> {
  await beginAlone(connection);
  try {
    const outcomes = await appendAlone(connection, client, group);
    await connection.query('commit');
    return outcomes;
  } catch (error) {
    await connection.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function appendAlone(
  connection: Connection,
  client: EventStoreDBClient,
  group: readonly PreparedAppend[],
): Promise<Outcome[]> {
  const ids = new Set(group.map(({ eventId }) => eventId));
  await followLog(connection, client, new Set());
  const before = await placesOf(connection, [...ids]);
  const outcomes: Outcome[] = new Array(group.length);
  let open: number[] = [];
  group.forEach(({ eventId }, index) => {
    const place = before.get(eventId);
    if (place) outcomes[index] = { status: 'known-before', place };
    else open.push(index);
  });

  const pauses = new GrowingPauses(PATIENCE);
  let together = true;
  while (open.length > 0) {
    const copies = await copiesIn(connection, expectingStreams(open.map((index) => group[index])));
    const firsts = firstOfEach(open, group);
    const writes = writesOf(firsts, group, copies, together);
    const answers = new Map<number, Error | null>();
    let failure: unknown = null;
    try {
      const answered = await sendWrites(client, writes);
      writes.forEach(({ indices }, i) => {
        for (const index of indices) answers.set(index, answered[i]);
      });
    } catch (error) {
      failure = error;
    }
    const landed = new Map<string, RecordedEvent>();
    for (const event of await followLog(connection, client, ids))
      landed.set(event.eventId, recordedEvent(event));

    const left: number[] = [];
    for (const index of open) {
      const { event, eventId, expectedRevision, stream } = group[index];
      const found = landed.get(eventId);
      const answer = answers.get(index);
      if (found) {
        const same = sameContent(found, event);
        outcomes[index] =
          same && firsts.has(index)
            ? { status: 'appended', position: found.position, revision: found.revision }
            : { status: 'duplicate', position: found.position, conflict: !same };
      } else if (answer instanceof WrongExpectedVersionError && expectedRevision !== 'any') {
        const revision = withoutCopies(answer.actualVersion, copies.get(stream));
        outcomes[index] = { status: 'revision-conflict', currentRevision: revision };
      } else if (answer && !together) {
        outcomes[index] = answer;
      } else {
        // A repetition of one that did not get in; or the connection broke; or the first of a write was known to the
        // server, which then refuses the whole of it: one by one none is judged by another.
        left.push(index);
      }
    }
    const answered = left.map((index) => answers.get(index));
    if (failure && left.length > 0) await pauses.after(failure);
    if (answered.some((answer) => answer instanceof Error)) together = false;
    if (answered.includes(null)) {
      await pauses.after(new LogAway('ETIMEDOUT', new Error('it does not show what it has acknowledged')));
    }
    open = left;
  }
  return outcomes;
}

/** The first append of each identity. */
function firstOfEach(open: readonly number[], group: readonly PreparedAppend[]): Set<number> {
  const firsts = new Map<string, number>();
  for (const index of open) if (!firsts.has(group[index].eventId)) firsts.set(group[index].eventId, index);
  return new Set(firsts.values());
}

/** Neighbours of one stream that expect nothing go together; so positions keep the order of the group. */
function writesOf(
  indices: Iterable<number>,
  group: readonly PreparedAppend[],
  copies: ReadonlyMap<string, ReadonlySet<number>>,
  together: boolean,
): (Write & { indices: number[] })[] {
  const writes: (Write & { indices: number[]; events: PreparedAppend[]; bytes: number })[] = [];
  for (const index of indices) {
    const append = group[index];
    const { stream, expectedRevision } = append;
    const bytes = append.data.length + append.metadata.length;
    const last = writes.at(-1);
    if (
      together &&
      last?.stream === stream &&
      last.expectedRevision === 'any' &&
      expectedRevision === 'any' &&
      last.events.length < WRITE_EVENTS &&
      last.bytes + bytes <= WRITE_BYTES
    ) {
      last.events.push(append);
      last.indices.push(index);
      last.bytes += bytes;
    } else {
      const expected = withCopies(expectedRevision, copies.get(stream));
      writes.push({ stream, expectedRevision: expected, events: [append], indices: [index], bytes });
    }
  }
  return writes;
}

function expectingStreams(appends: readonly PreparedAppend[]): string[] {
  return [...new Set(appends.filter((a) => a.expectedRevision !== 'any').map(({ stream }) => stream))];
}

/** Who expects a revision knows nothing of the copies after it, which the server counts. */
function withCopies(expected: ExpectedRevision, copies: ReadonlySet<number> | undefined): ExpectedRevision {
  if (expected === 'any' || !copies) return expected;
  let revision = expected === 'no-stream' ? -1 : expected;
  while (copies.has(revision + 1)) revision += 1;
  return revision === -1 ? 'no-stream' : revision;
}

/** The last revision of a stream that is no copy; null when there is none. */
function withoutCopies(actual: bigint | string, copies: ReadonlySet<number> | undefined): number | null {
  if (typeof actual !== 'bigint') return null;
  let revision = Number(actual);
  while (copies?.has(revision)) revision -= 1;
  return revision === -1 ? null : revision;
}
