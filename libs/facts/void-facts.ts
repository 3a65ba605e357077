import { type Connection, rows } from '../database/index.js';
import type { RecordedEvent } from '../events/index.js';
import type { Tables } from '../projections/index.js';
import type { Contradictions } from './contradictions.js';
import { type FactTable, factTable, shortName } from './fact-rows.js';
import type { FactSettings } from './settings.js';
import type { Touched } from './touched.js';

/** Takes voided events out of the facts, whichever of the two arrived first. */
export async function voidFacts(
  connection: Connection,
  tables: Tables,
  events: readonly RecordedEvent[],
  settings: FactSettings,
  touched: Touched,
  contradictions: Contradictions,
): Promise<void> {
  const voids = events.filter(({ type }) => shortName(type) === 'event.voided');
  const targets = new Map<FactTable, number[]>();
  const takeOut = (event: RecordedEvent, position: number) => {
    const table = factTable(event.type);
    if (!table) return;
    targets.set(table, [...(targets.get(table) ?? []), event.position]);
    touched.add(event, table, position);
    contradictions.examine(event.position);
  };

  if (voids.length > 0) {
    await connection.query(
      `insert into ${tables('voids')} (source, id) select * from unnest($1::text[], $2::text[]) on conflict do nothing`,
      [voids.map(({ data }) => data.source), voids.map(({ data }) => data.id)],
    );
    const last = events[events.length - 1].position;
    for (const { data, position } of voids) {
      const target = await settings.find(data.source as string, data.id as string);
      if (target && target.position <= last) takeOut(target, position);
    }
  }

  const [[any]] = await rows<[boolean]>(connection, `select exists (select 1 from ${tables('voids')})`);
  const voidedBefore = any ? await voidedAlready(connection, tables, events) : [];
  for (const event of voidedBefore) takeOut(event, event.position);

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
