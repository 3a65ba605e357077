import { type Connection, rows } from '../database/index.js';
import type { Checkpoint, Step } from './share.js';
import { LeaseLost } from './transient.js';

/** How long an owner that says nothing is believed to live. */
export const LEASE_SECONDS = 10;

/** Which generation of which projection. */
export interface Place {
  projection: string;
  generation: number;
}

const UNTIL = `clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})`;

/** SQL: the names of all sessions there are. */
export const SESSIONS = `select pid || '@' || extract(epoch from backend_start) from pg_stat_activity where backend_start is not null`;

/** Who this session is to others: its process id and when it began, so that a session long gone is recognised. */
export async function sessionName(connection: Connection): Promise<string> {
  const [[name]] = await rows<[string]>(connection, `${SESSIONS} and pid = pg_backend_pid()`);
  return name;
}

type Row = [partition: number, position: number, epoch: number];

const checkpoints = (found: readonly Row[]) =>
  new Map<number, Checkpoint>(found.map(([partition, position, epoch]) => [partition, { position, epoch }]));

/** SQL: half of the lease is over. Prolonged sooner, idle projectors would write for nothing. */
const HALF_OVER = `lease_until < clock_timestamp() + make_interval(secs => ${LEASE_SECONDS / 2})`;

/** Keeps the leases of an owner. @returns what it holds of a generation */
export async function keepLeases(
  connection: Connection,
  { projection, generation }: Place,
  owner: string,
): Promise<Map<number, Checkpoint>> {
  await prolongLeases(connection, projection, owner);
  return checkpoints(
    await rows<Row>(
      connection,
      `select partition, position, epoch from ops.checkpoints
       where projection = $1 and generation = $2 and owner = $3`,
      [projection, generation, owner],
    ),
  );
}

/**
 * Takes leases that are free, the lowest partitions first: a lease is free when nobody has it, when it has run out, or
 * when the session that took it is gone. A new owner gets a new epoch, and only transactions under the newest commit.
 * @param most how many at most
 * @param among of which partitions; null for any
 */
export async function takeLeases(
  connection: Connection,
  { projection, generation }: Place,
  owner: string,
  most: number,
  among: readonly number[] | null,
): Promise<Map<number, Checkpoint>> {
  return checkpoints(
    await rows<Row>(
      connection,
      // A checkpoint that is locked is being moved: it is not free. Materialized, or a plan that looks the free ones up
      // for each row anew would take more than are asked for.
      `with free as materialized (
         select partition from ops.checkpoints
         where projection = $1 and generation = $2 and ($5::integer[] is null or partition = any($5::integer[]))
           and (owner is null or lease_until < clock_timestamp() or owner not in (${SESSIONS}))
         order by partition limit $4 for update skip locked)
       update ops.checkpoints c set owner = $3, epoch = c.epoch + 1, lease_until = ${UNTIL}
       from free
       where c.projection = $1 and c.generation = $2 and c.partition = free.partition
       returning c.partition, c.position, c.epoch`,
      [projection, generation, owner, most, among],
    ),
  );
}

/** Prolongs all leases of an owner. Waits for a transaction of its own that moves them. */
export async function prolongLeases(
  connection: Connection,
  projection: string,
  owner: string,
): Promise<void> {
  await connection.query(
    `update ops.checkpoints set lease_until = ${UNTIL} where projection = $1 and owner = $2 and ${HALF_OVER}`,
    [projection, owner],
  );
}

/** Gives up all leases of an owner, so that others need not wait. */
export async function giveUpAllLeases(
  connection: Connection,
  projection: string,
  owner: string,
): Promise<void> {
  await connection.query('update ops.checkpoints set owner = null where projection = $1 and owner = $2', [
    projection,
    owner,
  ]);
}

/** Gives up the leases of some partitions of a generation. */
export async function giveUpLeases(
  connection: Connection,
  { projection, generation }: Place,
  owner: string,
  partitions: readonly number[],
): Promise<void> {
  await connection.query(
    `update ops.checkpoints set owner = null
     where projection = $1 and generation = $2 and owner = $3 and partition = any($4::integer[])`,
    [projection, generation, owner, partitions],
  );
}

/**
 * Moves checkpoints inside a transaction that writes, and locks all that are held. Comes first in it: the rows' locks
 * keep two owners apart.
 * @param step which of them move, and where to; null for none
 * @throws LeaseLost when an epoch is no longer the newest
 */
export async function moveCheckpoints(
  connection: Connection,
  { projection, generation }: Place,
  held: ReadonlyMap<number, Checkpoint>,
  step: Step | null,
): Promise<void> {
  const result = await connection.query({
    name: 'move-checkpoints',
    text: `update ops.checkpoints c set
         position = case when c.partition = any($5::integer[]) then $6 else c.position end,
         changes = c.changes + 1, updated_at = now(), lease_until = ${UNTIL}
       from unnest($3::integer[], $4::bigint[]) as held (partition, epoch)
       where c.projection = $1 and c.generation = $2 and c.partition = held.partition and c.epoch = held.epoch`,
    values: [
      projection,
      generation,
      [...held.keys()],
      [...held.values()].map(({ epoch }) => epoch),
      step?.partitions ?? [],
      step?.position ?? 0,
    ],
  });
  if (result.rowCount !== held.size) throw new LeaseLost();
}
