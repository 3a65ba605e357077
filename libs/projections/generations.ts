import { type Connection, rows } from '../database/index.js';
import { createMarks, MARKS, WAKE_UPS } from './marks.js';
import { type Projection, tablesOf } from './projection.js';

export interface Generation {
  generation: number;
  version: string;
  status: 'building' | 'active';
}

/** Shared by all that change which generations exist, so that projectors that start together take turns. */
const GENERATIONS_LOCK = 71_226_002;

/**
 * The generations a projector works on. Makes the first one; makes one beside the active one when the code's
 * version is another or a rebuild was asked for. Runs inside a transaction.
 */
export async function currentGenerations(
  connection: Connection,
  projection: Projection,
): Promise<Generation[]> {
  await connection.query('select pg_advisory_xact_lock($1)', [GENERATIONS_LOCK]);
  await connection.query('insert into ops.projections (name) values ($1) on conflict do nothing', [
    projection.name,
  ]);
  const [[requested]] = await rows<[boolean]>(
    connection,
    'select rebuild_requested_at is not null from ops.projections where name = $1',
    [projection.name],
  );
  const found = await living(connection, projection.name);
  const active = found.find(({ status }) => status === 'active');
  const building = found.find(({ status }) => status === 'building');
  const outdated = building && (building.version !== projection.version || requested);
  if (outdated) await drop(connection, projection, building.generation);
  const wanted = !active || active.version !== projection.version || requested;
  if ((building && !outdated) || !wanted) return found;

  const [[generation]] = await rows<[number]>(
    connection,
    'update ops.projections set last_generation = last_generation + 1 where name = $1 returning last_generation',
    [projection.name],
  );
  await connection.query(projection.create(tablesOf(generation)));
  await connection.query(createMarks(tablesOf(generation)));
  if (!active) await createIndexes(connection, projection, generation);
  await connection.query(
    'insert into ops.generations (projection, generation, version, tables, status) values ($1, $2, $3, $4, $5)',
    [
      projection.name,
      generation,
      projection.version,
      [...projection.tableNames, MARKS, WAKE_UPS].map(tablesOf(generation)),
      active ? 'building' : 'active',
    ],
  );
  await connection.query(
    'insert into ops.checkpoints (projection, generation, partition) select $1, $2, generate_series(0, $3::integer - 1)',
    [projection.name, generation, projection.partitions],
  );
  await connection.query(
    `update ops.projections set rebuild_requested_at = null, active_generation = coalesce(active_generation, $2)
     where name = $1`,
    [projection.name, generation],
  );
  return living(connection, projection.name);
}

/** Makes the indexes that readers need; a generation that is built gets them when all is in it. */
async function createIndexes(
  connection: Connection,
  projection: Projection,
  generation: number,
): Promise<void> {
  if (projection.createIndexes) await connection.query(projection.createIndexes(tablesOf(generation)));
}

/** Makes the indexes that follow-up needs, in the transaction it runs in. */
export async function createFollowUpIndexes(
  connection: Connection,
  projection: Projection,
  generation: number,
): Promise<void> {
  if (!projection.createFollowUpIndexes) return;
  await stopWriters(connection, projection, generation);
  await connection.query(projection.createFollowUpIndexes(tablesOf(generation)));
}

/**
 * Other projectors finish what they are writing, and wait with the next until the transaction ends: an index that is made
 * and they could block each other.
 */
async function stopWriters(
  connection: Connection,
  projection: Projection,
  generation: number,
): Promise<void> {
  await connection.query(
    'select 1 from ops.checkpoints where projection = $1 and generation = $2 order by partition for update',
    [projection.name, generation],
  );
}

/**
 * Lets a generation that has caught up take over from the active one, in the transaction it runs in.
 * @returns false, with nothing changed, when it is no longer there to take over: a later rebuild has replaced it
 */
export async function switchTo(
  connection: Connection,
  projection: Projection,
  generation: number,
): Promise<boolean> {
  await connection.query('select pg_advisory_xact_lock($1)', [GENERATIONS_LOCK]);
  const { rowCount } = await connection.query(
    `update ops.generations set switched_at = now()
     where projection = $1 and generation = $2 and status = 'building'`,
    [projection.name, generation],
  );
  if (rowCount !== 1) return false;
  await stopWriters(connection, projection, generation);
  await createIndexes(connection, projection, generation);
  await connection.query(
    `update ops.generations set status = case when generation = $2 then 'active' else 'retired' end
     where projection = $1 and (generation = $2 or status = 'active')`,
    [projection.name, generation],
  );
  await connection.query('update ops.projections set active_generation = $2 where name = $1', [
    projection.name,
    generation,
  ]);
  return true;
}

/**
 * Drops the tables of retired generations; waits for no reader, and for no view that still reads them, but leaves the
 * rest for a later try.
 */
export async function dropRetired(connection: Connection, projection: Projection): Promise<void> {
  const retired = await rows<[number]>(
    connection,
    `select generation from ops.generations where projection = $1 and status = 'retired'`,
    [projection.name],
  );
  if (retired.length === 0) return;
  await connection.query(`set local lock_timeout = '200ms'`);
  for (const [generation] of retired) await drop(connection, projection, generation);
}

async function drop(connection: Connection, projection: Projection, generation: number): Promise<void> {
  const [[tables]] = await rows<[string[]]>(
    connection,
    'select tables from ops.generations where projection = $1 and generation = $2',
    [projection.name, generation],
  );
  await connection.query(`drop table if exists ${tables.join(', ')}`);
  await connection.query('delete from ops.generations where projection = $1 and generation = $2', [
    projection.name,
    generation,
  ]);
}

async function living(connection: Connection, name: string): Promise<Generation[]> {
  const found = await rows<[number, string, 'building' | 'active']>(
    connection,
    `select generation, version, status from ops.generations
     where projection = $1 and status in ('building', 'active') order by generation`,
    [name],
  );
  return found.map(([generation, version, status]) => ({ generation, version, status }));
}
