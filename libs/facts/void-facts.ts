import { type Connection, rows } from '../database/index.js';
import type { RecordedEvent } from '../events/index.js';
import { partitionOfEvent, type Tables } from '../projections/index.js';
import { type FactTable, factTable, shortName } from './fact-rows.js';
import { COMPANY_PARTITION, type Outbox } from './outbox.js';
import type { FactSettings } from './settings.js';
import { note, type Touched } from './touched.js';

/** An event that leaves the facts, and the position of what takes it out. */
interface TakenOut {
  event: RecordedEvent;
  position: number;
}

/**
 * Takes voided events out of the facts, whichever of the two arrived first. The partition of the voided event takes it
 * out: when a void is folded that partition is told, and when an event is folded the voids are looked through.
 */
export async function foldVoids(
  connection: Connection,
  tables: Tables,
  events: readonly RecordedEvent[],
  settings: FactSettings,
  touched: Touched,
  outbox: Outbox,
): Promise<void> {
  const voids = events.filter(({ type }) => shortName(type) === 'event.voided');
  if (voids.length > 0) {
    await connection.query(
      `insert into ${tables('voids')} (source, id, partition)
       select * from unnest($1::text[], $2::text[], $3::smallint[]) on conflict do nothing`,
      [
        voids.map(({ data }) => data.source),
        voids.map(({ data }) => data.id),
        voids.map(({ data }) => outbox.share.homeOf(data.id as string)),
      ],
    );
    for (const { data, position } of voids) {
      note(touched.voids, JSON.stringify([data.source, data.id]), position);
    }
  }
  const { found, missing } = await findVoided(settings, touched, outbox);
  if (!outbox.share.all) {
    // It may be appended, and folded by another, before that sees our row: looked for again when the row is there.
    for (const [identity, position] of missing) {
      outbox.messages.push({ partition: COMPANY_PARTITION, kind: 'voids', key: identity, position });
    }
  }
  const [[any]] = await rows<[boolean]>(connection, `select exists (select 1 from ${tables('voids')})`);
  const before = any ? await voidedAlready(connection, tables, events) : [];
  const late = before.map((event): TakenOut => ({ event, position: event.position }));
  await takeOut(connection, tables, [...found, ...late], touched);
}

/** Takes out those that other partitions tell of. */
export async function followVoids(
  connection: Connection,
  tables: Tables,
  settings: FactSettings,
  touched: Touched,
  outbox: Outbox,
): Promise<void> {
  const { found } = await findVoided(settings, touched, outbox);
  await takeOut(connection, tables, found, touched);
}

/** The voided events that are in the facts of the share; owners of others are told. */
async function findVoided(
  { find }: FactSettings,
  { voids }: Touched,
  outbox: Outbox,
): Promise<{ found: TakenOut[]; missing: [identity: string, position: number][] }> {
  const { share } = outbox;
  const found: TakenOut[] = [];
  const missing: [string, number][] = [];
  for (const [identity, position] of voids) {
    const [source, id] = JSON.parse(identity) as [string, string];
    const event = await find(source, id);
    if (!event) {
      missing.push([identity, position]);
      continue;
    }
    const partition = partitionOfEvent(event, share.partitions);
    if (!outbox.isOwn(partition, 'voids', identity, position)) continue;
    if (event.position <= share.foldedTo(partition)) found.push({ event, position });
  }
  return { found, missing };
}

async function takeOut(
  connection: Connection,
  tables: Tables,
  voided: readonly TakenOut[],
  touched: Touched,
): Promise<void> {
  const targets = new Map<FactTable, number[]>();
  for (const { event, position } of voided) {
    const table = factTable(event.type);
    if (!table) continue;
    targets.set(table, [...(targets.get(table) ?? []), event.position]);
    touched.add(event, table, position);
  }
  for (const [table, positions] of targets) {
    await connection.query(`update ${tables(table)} set voided = true where position = any($1::bigint[])`, [
      positions,
    ]);
  }
}

/** Events of a batch whose void came before them. */
async function voidedAlready(
  connection: Connection,
  tables: Tables,
  events: readonly RecordedEvent[],
): Promise<RecordedEvent[]> {
  const found = await rows<[number]>(
    connection,
    `select n::int from unnest($1::text[], $2::text[]) with ordinality as sent(source, id, n)
     join ${tables('voids')} using (source, id)`,
    [events.map(({ source }) => source), events.map(({ id }) => id)],
  );
  return found.map(([n]) => events[n - 1]);
}
