import type { DataSource } from 'typeorm';
import { type Connection, rows, transaction } from '../database/index.js';
import { MARKS, WAKE_UPS } from './marks.js';
import { tablesOf } from './projection.js';

/** Where a projection's answers stand, as one snapshot sees it. */
export interface Standing {
  generation: number;
  version: string;
  /** Everything at or below is in the answers, follow-up included. */
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
     from ops.generations g
     join ops.checkpoints c using (projection, generation)
     where g.projection = $1 and g.status = 'active'`,
    [projection],
    'standing',
  );
  if (!active) return null;
  const [generation, version, position, changes, failed, now, logId] = active;
  const [[lowestMark]] = await rows<[number | null]>(
    connection,
    `select min(position) from ${tablesOf(generation)(MARKS)}`,
  );
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
