import { type Connection, copyIn, rows } from '../../database/index.js';
import { formatTime } from '../../events/index.js';
import type { AppendResult } from '../port.js';
import { contentDiffers } from './content-differs.js';
import type { LogHeads } from './log-heads.js';
import { COLUMNS, type PreparedAppend, rowTail } from './prepared-append.js';

/**
 * Held from before positions are given until the commit is visible: so commits become visible in the order of
 * their positions, and a reader that has seen one can never be overtaken by a lower one. The number is arbitrary
 * and names the log.
 */
export const APPEND_LOCK = 71_226_000;

export const CHANNEL = 'ledger_events';

/** The last position, and where streams stand. */
const ENDS = `
  select null, coalesce(max(position), 0), clock_timestamp() from ledger.events
  union all
  select name, (select max(revision) from ledger.events where stream = name), null from unnest($1::text[]) as name`;

/** Which identities the log has, and where. */
const IDENTITIES = `
  select sent.n::int, e.position
  from unnest($1::text[], $2::text[]) with ordinality as sent(source, id, n)
  join ledger.events e on e.source = sent.source and e.id = sent.id`;

/**
 * Writes a group of appends in one transaction: the lock, a look at where the log stands, one COPY, the commit.
 * The position is the last one plus one: no sequence, nothing that a dump restored elsewhere could lose.
 *
 * Whether identities are in the log already is looked up first when `lookForDuplicates` says so, or an append expects a revision; else the unique
 * index finds out, with {@link isDuplicate} telling its error apart, and the group is to be written again with a look.
 */
export async function appendTransaction(
  connection: Connection,
  group: readonly PreparedAppend[],
  heads: LogHeads,
  lookForDuplicates: boolean,
): Promise<AppendResult[]> {
  // A process that freezes here would hold the lock: the server ends such a session.
  await connection.query(
    `begin; set local idle_in_transaction_session_timeout = '30s'; select pg_advisory_xact_lock(${APPEND_LOCK})`,
  );
  try {
    const { position: last, now, revisions } = await ends(connection, group, heads);
    // A retry that names a revision is a duplicate, though its stream has moved on: the index would not say so.
    const look = lookForDuplicates || group.some(({ expectedRevision }) => expectedRevision !== 'any');
    const stored = look ? await storedPositions(connection, group) : [];
    const positions = new Map<string, number>();
    const results: AppendResult[] = new Array(group.length);
    const duplicates: { index: number; position: number; event: PreparedAppend['event'] }[] = [];
    const lines: string[] = [];
    let position = last;
    group.forEach((append, index) => {
      const { event, expectedRevision, stream, identity } = append;
      const known = stored[index] ?? positions.get(identity);
      if (known !== undefined) {
        duplicates.push({ index, position: known, event });
        return;
      }
      const revision = revisions.get(stream) as number;
      const expected = expectedRevision === 'no-stream' ? -1 : expectedRevision;
      if (expected !== 'any' && revision !== expected) {
        results[index] = { status: 'revision-conflict', currentRevision: revision === -1 ? null : revision };
        return;
      }
      position += 1;
      revisions.set(stream, revision + 1);
      positions.set(identity, position);
      lines.push(`${position}\t${revision + 1}\t${now}\t${rowTail(append)}`);
      results[index] = { status: 'appended', position, revision: revision + 1 };
    });

    await copyIn(connection, 'ledger.events', COLUMNS, lines);
    if (duplicates.length > 0) {
      const differs = await contentDiffers(connection, duplicates);
      duplicates.forEach((d, i) => {
        results[d.index] = { status: 'duplicate', position: d.position, conflict: differs[i] };
      });
    }
    await connection.query(lines.length > 0 ? `notify ${CHANNEL}; commit` : 'commit');
    heads.remember(position, revisions);
    return results;
  } catch (error) {
    heads.forget();
    await connection.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Whether an error says that an identity is in the log already. */
export function isDuplicate(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23505' && constraint === 'events_identity';
}

/** Where the log and the group's streams end. Streams that are remembered are not asked for. */
async function ends(connection: Connection, group: readonly PreparedAppend[], heads: LogHeads) {
  const streams = [...new Set(group.map(({ stream }) => stream))];
  const forgotten = streams.filter((stream) => heads.revision(stream) === undefined);
  const first = await readEnds(connection, forgotten);
  const revisions = first.revisions;
  if (heads.holdsAt(first.position)) {
    for (const stream of streams) {
      if (!revisions.has(stream)) revisions.set(stream, heads.revision(stream) as number);
    }
  } else if (forgotten.length < streams.length) {
    // Somebody else has appended since: what was remembered may be old.
    const rest = streams.filter((stream) => !revisions.has(stream));
    for (const [stream, revision] of (await readEnds(connection, rest)).revisions)
      revisions.set(stream, revision);
  }
  return first;
}

async function readEnds(connection: Connection, streams: readonly string[]) {
  const found = await rows<[string | null, number | null, number | null]>(
    connection,
    ENDS,
    [streams],
    'log-ends',
  );
  const revisions = new Map<string, number>();
  let position = 0;
  let now = '';
  for (const [stream, value, time] of found) {
    if (stream !== null) revisions.set(stream, value ?? -1);
    else {
      position = value ?? 0;
      now = formatTime(time as number);
    }
  }
  return { position, now, revisions };
}

/** By place in the group: the position of an identity that the log has. */
async function storedPositions(
  connection: Connection,
  group: readonly PreparedAppend[],
): Promise<(number | undefined)[]> {
  const found = await rows<[number, number]>(
    connection,
    IDENTITIES,
    [group.map(({ event }) => event.source), group.map(({ event }) => event.id)],
    'log-identities',
  );
  const positions: (number | undefined)[] = [];
  for (const [n, position] of found) positions[n - 1] = position;
  return positions;
}
