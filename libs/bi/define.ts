import { type Connection, rows } from '../database/index.js';
import type { Definition } from './view.js';

/** `metric`: over rows that are written here. `detail`: over tables of a generation. */
export type Kind = 'metric' | 'detail';

/** Longest that a view waits for those who read it before it is given up until later. */
const PATIENCE = '200ms';

/**
 * Makes the views of one kind what they should be: removes those that are no longer wanted, makes those anew whose
 * definition is another. Runs inside a transaction, and waits for no reader longer than {@link PATIENCE}.
 * @throws the database's lock_not_available, 55P03, while somebody reads a view that must change
 */
export async function define(
  connection: Connection,
  kind: Kind,
  definitions: readonly Definition[],
): Promise<void> {
  const known = new Map(
    (
      await rows<[string, string, string]>(
        connection,
        'select name, make, undo from bi_store.definitions where kind = $1',
        [kind],
      )
    ).map(([name, make, undo]) => [name, { make, undo }]),
  );
  const wanted = new Set(definitions.map(({ name }) => name));
  const changed = definitions.filter(({ name, make }) => known.get(name)?.make !== make);
  const gone = [...known.keys()].filter((name) => !wanted.has(name));
  if (changed.length === 0 && gone.length === 0) return;

  await connection.query(`set local lock_timeout = '${PATIENCE}'`);
  for (const name of [...gone, ...changed.map((definition) => definition.name)]) {
    const before = known.get(name);
    if (before) await connection.query(before.undo);
  }
  await connection.query('delete from bi_store.definitions where name = any($1::text[])', [gone]);
  for (const { name, make, undo } of changed) {
    await connection.query(make);
    await connection.query(
      `insert into bi_store.definitions (name, kind, make, undo) values ($1, $2, $3, $4)
       on conflict (name) do update set make = excluded.make, undo = excluded.undo, content_hash = null`,
      [name, kind, make, undo],
    );
  }
}

/** Whether an error says that a reader held what had to change. */
export function isHeld(error: unknown): boolean {
  return (error as { code?: string }).code === '55P03';
}
