import { type Connection, copyIn, copyLine, rows } from '../../database/index.js';
import { encode, formatTime } from '../../events/index.js';
import type { Append, AppendResult } from '../port.js';
import { streamName } from '../stream-name.js';
import { contentDiffers } from './content-differs.js';

/**
 * Held from before positions are given until the commit is visible: so commits become visible in the order of
 * their positions, and a reader that has seen one can never be overtaken by a lower one. The number is arbitrary
 * and names the log.
 */
const APPEND_LOCK = 71_226_000;

export const CHANNEL = 'ledger_events';

const COLUMNS = [
  'position',
  'stream',
  'revision',
  'source',
  'id',
  'type',
  'subject',
  'time',
  'recorded_time',
  'data',
  'personal',
];

/** The last position, the identities that the log has already, and where the streams stand. */
const WHERE_THINGS_STAND = `
  select 0, null, null, coalesce(max(position), 0), clock_timestamp() from ledger.events
  union all
  select 1, e.source, e.id, e.position, null
    from unnest($1::text[], $2::text[]) as sent(source, id)
    join ledger.events e on e.source = sent.source and e.id = sent.id
  union all
  select 2, name, null, (select max(revision) from ledger.events where stream = name), null
    from unnest($3::text[]) as name`;

/**
 * Writes a group of appends in one transaction: the lock, one look at what is there, one COPY, the commit.
 * The position is the last one plus one: no sequence, nothing that a dump restored elsewhere could lose.
 */
export async function appendTransaction(
  connection: Connection,
  group: readonly Append[],
): Promise<AppendResult[]> {
  // A process that freezes here would hold the lock: the server ends such a session.
  await connection.query(
    `begin; set local idle_in_transaction_session_timeout = '30s'; select pg_advisory_xact_lock(${APPEND_LOCK})`,
  );
  try {
    const streams = group.map(({ event }) => streamName(event));
    const found = await rows<[number, string, string, number | null, number | null]>(
      connection,
      WHERE_THINGS_STAND,
      [group.map(({ event }) => event.source), group.map(({ event }) => event.id), [...new Set(streams)]],
      'where-things-stand',
    );
    let position = 0;
    let now = '';
    const known = new Map<string, number>();
    const revisions = new Map<string, number>();
    for (const [kind, name, id, value, time] of found) {
      if (kind === 0) {
        position = value ?? 0;
        now = formatTime(time as number);
      } else if (kind === 1) known.set(identity(name, id), value as number);
      else revisions.set(name, value ?? -1);
    }

    const results: AppendResult[] = new Array(group.length);
    const lines: string[] = [];
    const duplicates: { index: number; position: number }[] = [];
    group.forEach(({ event, expectedRevision = 'any' }, index) => {
      const key = identity(event.source, event.id);
      const stored = known.get(key);
      if (stored !== undefined) {
        duplicates.push({ index, position: stored });
        return;
      }
      const stream = streams[index];
      const revision = revisions.get(stream) as number;
      if (
        expectedRevision !== 'any' &&
        revision !== (expectedRevision === 'no-stream' ? -1 : expectedRevision)
      ) {
        results[index] = { status: 'revision-conflict', currentRevision: revision === -1 ? null : revision };
        return;
      }
      const { data, personal } = encode(event);
      position += 1;
      revisions.set(stream, revision + 1);
      known.set(key, position);
      lines.push(
        copyLine([
          position,
          stream,
          revision + 1,
          event.source,
          event.id,
          event.type,
          event.subject,
          formatTime(event.time),
          now,
          data,
          personal,
        ]),
      );
      results[index] = { status: 'appended', position, revision: revision + 1 };
    });

    await copyIn(connection, 'ledger.events', COLUMNS, lines);
    if (duplicates.length > 0) {
      const differs = await contentDiffers(
        connection,
        duplicates.map((d) => ({ position: d.position, event: group[d.index].event })),
      );
      duplicates.forEach((d, i) => {
        results[d.index] = { status: 'duplicate', position: d.position, conflict: differs[i] };
      });
    }
    await connection.query(lines.length > 0 ? `notify ${CHANNEL}; commit` : 'commit');
    return results;
  } catch (error) {
    await connection.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Length first, so that no two pairs of source and id make one key. */
function identity(source: string, id: string): string {
  return `${source.length}:${source}${id}`;
}
