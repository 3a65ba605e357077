import { type Connection, copyIn, copyLine, rows } from '../database/index.js';
import { formatTime } from '../events/index.js';
import type { Marks, Message, Tables } from './projection.js';

/**
 * What is due, by partition: keys whose follow-up was put off or belongs to another projector, and messages. Rows are
 * only ever added and taken, so that no projector waits for another. One key may have several.
 */
export const MARKS = 'customer_marks';
/** Keys to be looked at again at an instant. */
export const WAKE_UPS = 'customer_wake_ups';

/** The kind of a row that marks a key for follow-up. */
const FOLLOW_UP = '';

export function createMarks(tables: Tables): string {
  return `
    create table ${tables(MARKS)} (id bigint generated always as identity, partition smallint not null,
      kind text collate "C" not null, key text collate "C" not null, position bigint not null,
      primary key (id, partition));
    create index on ${tables(MARKS)} (position);
    create index on ${tables(MARKS)} (key);
    create table ${tables(WAKE_UPS)} (key text collate "C" not null, partition smallint not null,
      at timestamptz not null, primary key (key, partition));
    create index on ${tables(WAKE_UPS)} (at);`;
}

/** Remembers what is due. */
export async function send(
  connection: Connection,
  tables: Tables,
  messages: readonly Message[],
): Promise<void> {
  await copyIn(
    connection,
    tables(MARKS),
    ['partition', 'kind', 'key', 'position'],
    messages.map(({ partition, kind, key, position }) => copyLine([partition, kind, key, position])),
  );
}

/** Marks as rows. @param homeOf the partition of a key */
export function marksAsMessages(
  marks: Iterable<[string, number]>,
  homeOf: (key: string) => number,
): Message[] {
  return [...marks].map(([key, position]) => ({ partition: homeOf(key), kind: FOLLOW_UP, key, position }));
}

/** The next marked keys of some partitions, the longest waiting first. */
export async function nextMarked(
  connection: Connection,
  tables: Tables,
  partitions: readonly number[],
  limit: number,
): Promise<string[]> {
  const found = await rows<[string]>(
    connection,
    `select key from ${tables(MARKS)} where kind = $3 and partition = any($1::smallint[])
     order by position, key limit $2`,
    [partitions, limit, FOLLOW_UP],
  );
  return [...new Set(found.map(([key]) => key))];
}

/**
 * Takes the marks of keys away, before they are followed up: one that comes while that is done stays for the next time.
 * @returns the lowest position of each that was marked
 */
export async function takeMarks(
  connection: Connection,
  tables: Tables,
  partitions: readonly number[],
  keys: readonly string[],
): Promise<Marks> {
  const taken = await rows<[string, number]>(
    connection,
    `delete from ${tables(MARKS)} where kind = $3 and key = any($1::text[]) and partition = any($2::smallint[])
     returning key, position`,
    [keys, partitions, FOLLOW_UP],
  );
  const marks: Marks = new Map();
  for (const [key, position] of taken) {
    const known = marks.get(key);
    if (known === undefined || position < known) marks.set(key, position);
  }
  return marks;
}

/** Names of the next messages to some partitions. */
export async function nextMessages(
  connection: Connection,
  tables: Tables,
  partitions: readonly number[],
  limit: number,
): Promise<number[]> {
  const found = await rows<[number]>(
    connection,
    `select id from ${tables(MARKS)} where kind <> $3 and partition = any($1::smallint[]) order by id limit $2`,
    [partitions, limit, FOLLOW_UP],
  );
  return found.map(([id]) => id);
}

/** Takes messages away, before they are followed. */
export async function takeMessages(
  connection: Connection,
  tables: Tables,
  partitions: readonly number[],
  ids: readonly number[],
): Promise<Message[]> {
  const taken = await rows<[number, string, string, number]>(
    connection,
    `delete from ${tables(MARKS)} where id = any($1::bigint[]) and partition = any($2::smallint[])
     returning partition, kind, key, position`,
    [ids, partitions],
  );
  return taken.map(([partition, kind, key, position]) => ({ partition, kind, key, position }));
}

/** Keys of some partitions whose instant has come by the database's clock. */
export async function dueWakeUps(
  connection: Connection,
  tables: Tables,
  partitions: readonly number[],
  limit: number,
): Promise<string[]> {
  const found = await rows<[string]>(
    connection,
    `select key from ${tables(WAKE_UPS)}
     where at <= date_trunc('minute', now()) and partition = any($1::smallint[]) order by at limit $2`,
    [partitions, limit],
  );
  return found.map(([key]) => key);
}

/**
 * Sets, moves or clears the wake-up of each key (microseconds since the epoch; null for none).
 * @param homeOf the partition of a key
 */
export async function setWakeUps(
  connection: Connection,
  tables: Tables,
  wakeUps: ReadonlyMap<string, number | null>,
  homeOf: (key: string) => number,
): Promise<void> {
  if (wakeUps.size === 0) return;
  const keys = [...wakeUps.keys()];
  await connection.query(`delete from ${tables(WAKE_UPS)} where key = any($1::text[])`, [keys]);
  const lines: string[] = [];
  [...wakeUps.values()].forEach((at, i) => {
    if (at !== null) lines.push(copyLine([keys[i], homeOf(keys[i]), formatTime(at)]));
  });
  await copyIn(connection, tables(WAKE_UPS), ['key', 'partition', 'at'], lines);
}
