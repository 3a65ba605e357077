import type { EventStoreDBClient } from '@eventstore/db-client';
import { type Connection, rows } from '../../database/index.js';
import { readLogAfter } from './read.js';
import { type StoredEvent, subjectOf } from './stored-event.js';

/*
 * What PostgreSQL keeps beside the log: which identities it has and where. It is a fold of the log in its order, made
 * by whoever holds the lock, so that it says the same whoever made it: of several events with one identity the lowest
 * is the event, the others are copies.
 */

/** Held while the log is written to or followed into the index. The number is arbitrary. */
const INDEX_LOCK = 71_226_010;

/** Events that are followed at a time. */
const PAGE = 2_000;

/** Where an event stands in the log. */
export interface Place {
  position: number;
  /** Which event of the log it is, from 1, copies not counted. */
  ordinal: number;
}

/** Begins a transaction in which nobody else writes to the log or the index. */
export async function beginAlone(connection: Connection): Promise<void> {
  // A process that freezes here would hold the lock: the server ends such a session.
  await connection.query(
    `begin; set local idle_in_transaction_session_timeout = '60s'; select pg_advisory_xact_lock(${INDEX_LOCK})`,
  );
}

/**
 * Takes into the index what the log has above it. Needs {@link beginAlone}.
 * @param wanted event ids to be given back when they are met
 * @returns the first event of each id that was met and wanted
 */
export async function followLog(
  connection: Connection,
  client: EventStoreDBClient,
  wanted: ReadonlySet<string>,
): Promise<StoredEvent[]> {
  const met: StoredEvent[] = [];
  while (await followPage(connection, client, (event) => wanted.has(event.eventId) && met.push(event)));
  return met;
}

/** @returns whether there may be more */
export async function followPage(
  connection: Connection,
  client: EventStoreDBClient,
  meet: (event: StoredEvent) => unknown = () => undefined,
): Promise<boolean> {
  const end = await indexEnd(connection);
  const page = await readLogAfter(client, end.position, PAGE);
  if (page.length === 0) return false;
  const known = new Set(
    (
      await placesOf(
        connection,
        page.map((event) => event.eventId),
      )
    ).keys(),
  );
  const first: StoredEvent[] = [];
  const copies: StoredEvent[] = [];
  for (const event of page) {
    if (known.has(event.eventId)) copies.push(event);
    else {
      known.add(event.eventId);
      first.push(event);
      meet(event);
    }
  }
  await connection.query(
    `insert into ops.kurrentdb_identities (event_id, position, ordinal)
     select id, position, $3 + n from unnest($1::uuid[], $2::bigint[]) with ordinality as e(id, position, n)`,
    [first.map((event) => event.eventId), first.map((event) => event.position), end.ordinal],
  );
  await connection.query(
    `insert into ops.kurrentdb_copies (position, stream, revision)
     select * from unnest($1::bigint[], $2::text[], $3::bigint[])`,
    [
      copies.map((event) => event.position),
      copies.map((event) => event.stream),
      copies.map((event) => event.revision),
    ],
  );
  const complaints = first.filter(({ stream }) => stream.startsWith('complaint-'));
  if (complaints.length > 0) {
    await connection.query(
      `insert into ops.kurrentdb_complaints (subject, stream)
       select * from unnest($1::text[], $2::text[]) as e(subject, stream) where subject is not null
       on conflict do nothing`,
      [complaints.map(subjectOf), complaints.map(({ stream }) => stream)],
    );
  }
  return page.length === PAGE;
}

/** Up to where the log is in the index: the position of the last event or copy, and how many events there are. */
export async function indexEnd(connection: Connection): Promise<Place> {
  const [[position, ordinal]] = await rows<[number, number]>(
    connection,
    `select greatest(0, (select max(position) from ops.kurrentdb_identities),
                        (select max(position) from ops.kurrentdb_copies)),
            coalesce((select ordinal from ops.kurrentdb_identities order by position desc limit 1), 0)`,
    [],
    'kurrentdb-end',
  );
  return { position, ordinal };
}

/** The last event at or below a position; zeros where there is none. */
export async function lastEventAt(connection: Connection, position: number): Promise<Place> {
  const [found] = await rows<[number, number]>(
    connection,
    `select position, ordinal from ops.kurrentdb_identities where position <= $1 order by position desc limit 1`,
    [position],
    'kurrentdb-last',
  );
  return found ? { position: found[0], ordinal: found[1] } : { position: 0, ordinal: 0 };
}

/** Where identities are, by event id. */
export async function placesOf(
  connection: Connection,
  eventIds: readonly string[],
): Promise<Map<string, Place>> {
  const found = await rows<[string, number, number]>(
    connection,
    'select event_id, position, ordinal from ops.kurrentdb_identities where event_id = any($1::uuid[])',
    [eventIds],
    'kurrentdb-places',
  );
  return new Map(found.map(([eventId, position, ordinal]) => [eventId, { position, ordinal }]));
}

/** The places among positions that hold an event. */
export async function placesAt(connection: Connection, positions: readonly number[]): Promise<Place[]> {
  const found = await rows<[number, number]>(
    connection,
    'select position, ordinal from ops.kurrentdb_identities where position = any($1::bigint[])',
    [positions],
    'kurrentdb-at',
  );
  return found.map(([position, ordinal]) => ({ position, ordinal }));
}

/** Which of the positions hold copies, and up to where that is known. */
export async function copiesAt(
  connection: Connection,
  positions: readonly number[],
): Promise<{ known: number; copies: Set<number> }> {
  // The end first: what is followed in between is then rather left out than taken for known.
  const { position } = await indexEnd(connection);
  const found = await rows<[number]>(
    connection,
    'select position from ops.kurrentdb_copies where position = any($1::bigint[])',
    [positions],
    'kurrentdb-copies',
  );
  return { known: position, copies: new Set(found.map(([at]) => at)) };
}

/** The revisions of streams that are copies. */
export async function copiesIn(
  connection: Connection,
  streams: readonly string[],
): Promise<Map<string, Set<number>>> {
  const copies = new Map<string, Set<number>>();
  if (streams.length === 0) return copies;
  const found = await rows<[string, number]>(
    connection,
    'select stream, revision from ops.kurrentdb_copies where stream = any($1::text[])',
    [streams],
  );
  for (const [stream, revision] of found) {
    const revisions = copies.get(stream);
    if (revisions) revisions.add(revision);
    else copies.set(stream, new Set([revision]));
  }
  return copies;
}

/** The streams of complaints that hold events of a customer. */
export async function complaintStreams(connection: Connection, subject: string): Promise<string[]> {
  const found = await rows<[string]>(
    connection,
    'select stream from ops.kurrentdb_complaints where subject = $1 order by stream',
    [subject],
  );
  return found.map(([stream]) => stream);
}
