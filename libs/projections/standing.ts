import type { DataSource } from 'typeorm';
import { type Connection, rows, transaction } from '../database/index.js';
import type { Place } from './lease.js';
import { MARKS, WAKE_UPS } from './marks.js';
import { tablesOf } from './projection.js';

/** Where a projection's answers stand, as one snapshot sees it. */
export interface Standing {
  generation: number;
  version: string;
  /** Everything at or below is in the answers: of every partition, follow-up and messages between them included. */
  position: number;
  /** Another value, another state of the tables. */
  changes: number;
  /** Events set aside. */
  failed: number;
  /** The database's clock, read after the snapshot was taken: microseconds since the epoch. */
  now: number;
  /** Which log this is. */
  logId: string;
}

/** Reads where the serving generation stands. Null before a projector has made the first one. */
export async function standing(connection: Connection, projection: string): Promise<Standing | null> {
  const [active] = await rows<[number, string, number, number, number, number, string]>(
    connection,
    `select g.generation, g.version, c.position, c.changes,
            (select count(*) from ops.set_aside s where s.projection = g.projection and s.generation = g.generation),
            clock_timestamp(), (select log_id::text from ledger.identity)
     from ops.generations g, lateral (
       select min(position) as position, sum(changes)::bigint as changes from ops.checkpoints c
       where c.projection = g.projection and c.generation = g.generation) as c
     where g.projection = $1 and g.status = 'active'`,
    [projection],
    'standing',
  );
  if (!active) return null;
  const [generation, version, position, changes, failed, now, logId] = active;
  const lowestMark = await lowestDue(connection, generation);
  return {
    generation,
    version,
    position: lowestMark === null ? position : Math.min(position, lowestMark - 1),
    changes,
    failed,
    now,
    logId,
  };
}

/** The lowest position of what is still due in a generation; null for nothing. */
async function lowestDue(connection: Connection, generation: number): Promise<number | null> {
  const [[lowest]] = await rows<[number | null]>(
    connection,
    `select min(position) from ${tablesOf(generation)(MARKS)}`,
  );
  return lowest;
}

/** How far all partitions of a generation have come, and whether nothing is due below. */
export async function lowestPosition(
  connection: Connection,
  { projection, generation }: Place,
): Promise<{ position: number; isSettled: boolean }> {
  const [[position]] = await rows<[number]>(
    connection,
    'select coalesce(min(position), 0) from ops.checkpoints where projection = $1 and generation = $2',
    [projection, generation],
  );
  return { position, isSettled: (await lowestDue(connection, generation)) === null };
}

/** Keys whose instant has come and that no projector has looked at since. */
export async function overdue(connection: Connection, generation: number, asOf: number): Promise<string[]> {
  const found = await rows<[string]>(
    connection,
    `select key from ${tablesOf(generation)(WAKE_UPS)} where at <= to_timestamp($1::numeric / 1000000)`,
    [asOf],
  );
  return found.map(([key]) => key);
}

/** Where the serving generation stands now; null before there is one. */
export function standingNow(dataSource: DataSource, projection: string): Promise<Standing | null> {
  return transaction(dataSource, (connection) => standing(connection, projection), 'snapshot');
}
