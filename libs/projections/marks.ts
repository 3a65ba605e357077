import { type Connection, copyIn, copyLine, rows } from '../database/index.js';
import { formatTime } from '../events/index.js';
import type { Marks, Tables } from './projection.js';

/** Keys whose follow-up is due. */
export const MARKS = 'customer_marks';
/** Keys to be looked at again at an instant. */
export const WAKE_UPS = 'customer_wake_ups';

export function createMarks(tables: Tables): string {
  return `
    create table ${tables(MARKS)} (key text collate "C" primary key, position bigint not null);
    create index on ${tables(MARKS)} (position);
    create table ${tables(WAKE_UPS)} (key text collate "C" primary key, at timestamptz not null);
    create index on ${tables(WAKE_UPS)} (at);`;
}

/** Remembers keys for later; a key that is marked already keeps its lower position. */
export async function mark(connection: Connection, tables: Tables, marks: Marks): Promise<void> {
  if (marks.size === 0) return;
  await connection.query(
    `insert into ${tables(MARKS)} (key, position)
     select key, position from unnest($1::text[], $2::bigint[]) as marked(key, position) order by key
     on conflict (key) do nothing`,
    [[...marks.keys()], [...marks.values()]],
  );
}

/** The next marked keys, the longest waiting first. */
export async function nextMarked(connection: Connection, tables: Tables, limit: number): Promise<string[]> {
  const found = await rows<[string]>(
    connection,
    `select key from ${tables(MARKS)} order by position, key limit $1`,
    [limit],
  );
  return found.map(([key]) => key);
}

export async function unmark(connection: Connection, tables: Tables, keys: readonly string[]): Promise<void> {
  await connection.query(`delete from ${tables(MARKS)} where key = any($1::text[])`, [keys]);
}

/** Keys whose instant has come by the database's clock. */
export async function dueWakeUps(connection: Connection, tables: Tables, limit: number): Promise<string[]> {
  const found = await rows<[string]>(
    connection,
    `select key from ${tables(WAKE_UPS)} where at <= date_trunc('minute', now()) order by at limit $1`,
    [limit],
  );
  return found.map(([key]) => key);
}

/** Sets, moves or clears the wake-up of each key (microseconds since the epoch; null for none). */
export async function setWakeUps(
  connection: Connection,
  tables: Tables,
  wakeUps: ReadonlyMap<string, number | null>,
): Promise<void> {
  if (wakeUps.size === 0) return;
  await connection.query(`delete from ${tables(WAKE_UPS)} where key = any($1::text[])`, [
    [...wakeUps.keys()],
  ]);
  const lines: string[] = [];
  for (const [key, at] of wakeUps) {
    if (at !== null) lines.push(copyLine([key, formatTime(at)]));
  }
  await copyIn(connection, tables(WAKE_UPS), ['key', 'at'], lines);
}
