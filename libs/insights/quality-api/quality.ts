import { type Connection, rows } from '../../database/index.js';
import type { EventStore } from '../../event-store/index.js';
import { formatTime } from '../../events/index.js';
import {
  CONTRADICTION_KINDS,
  type ContradictionKind,
  countContradictions,
  lastContradictions,
} from '../../facts/index.js';
import { type Standing, tablesOf } from '../../projections/index.js';
import { CUSTOMERS_PROJECTION } from '../customer-projection.js';
import type { QualityKind } from './kinds.js';

/** An event in an answer. */
export interface QualityExample {
  position: string;
  source: string;
  id: string;
  type: string;
  subject?: string;
  /** RFC 3339. */
  time: string;
}

/** How many events there are of each kind, as one snapshot has them. */
export async function countQuality(
  connection: Connection,
  now: Standing,
): Promise<ReadonlyMap<QualityKind, number>> {
  const counts = new Map<QualityKind, number>(
    await countContradictions(connection, tablesOf(now.generation)),
  );
  const [[conflicts, setAside]] = await rows<[number, number]>(
    connection,
    `select (select count(*) from ops.identity_conflicts),
            (select count(distinct position) from ops.set_aside where projection = $1 and generation = $2)`,
    [CUSTOMERS_PROJECTION, now.generation],
  );
  return counts.set('identity-with-other-content', conflicts).set('event-set-aside', setAside);
}

/** Positions of the events of these kinds, of each the last `limit` ones below a position, newest first. */
export async function lastOfKinds(
  connection: Connection,
  now: Standing,
  kinds: readonly QualityKind[],
  limit: number,
  below = Number.MAX_SAFE_INTEGER,
): Promise<ReadonlyMap<QualityKind, number[]>> {
  const found = new Map<QualityKind, number[]>(kinds.map((kind) => [kind, []]));
  const add = (kind: QualityKind, position: number) => found.get(kind)?.push(position);

  const settled = CONTRADICTION_KINDS.filter((kind: ContradictionKind) => found.has(kind));
  const tables = tablesOf(now.generation);
  for (const row of await lastContradictions(connection, tables, settled, limit, below)) add(...row);
  if (found.has('identity-with-other-content')) {
    const conflicts = await rows<[number]>(
      connection,
      'select position from ops.identity_conflicts where position < $1 order by position desc limit $2',
      [below, limit],
    );
    for (const [position] of conflicts) add('identity-with-other-content', position);
  }
  if (found.has('event-set-aside')) {
    const setAside = await rows<[number]>(
      connection,
      `select distinct position from ops.set_aside
       where projection = $1 and generation = $2 and position < $3 order by position desc limit $4`,
      [CUSTOMERS_PROJECTION, now.generation, below, limit],
    );
    for (const [position] of setAside) add('event-set-aside', position);
  }
  return found;
}

/** What an answer says of the events at these positions. */
export async function examplesAt(
  store: EventStore,
  positions: readonly number[],
): Promise<ReadonlyMap<number, QualityExample>> {
  const events = positions.length === 0 ? [] : await store.readPositions([...new Set(positions)]);
  return new Map(
    events.map(({ position, source, id, type, subject, time }) => [
      position,
      {
        position: String(position),
        source,
        id,
        type,
        ...(subject !== undefined && subject !== null && { subject }),
        time: formatTime(time),
      },
    ]),
  );
}
