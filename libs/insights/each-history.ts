import { type Connection, rows } from '../database/index.js';
import { type History, readHistory } from '../facts/index.js';
import type { Tables } from '../projections/index.js';
import { customerDimension } from './cell-sums.js';
import { CUSTOMER_TABLE } from './customer-table.js';
import { DIMENSION_COLUMNS } from './standing-tables.js';

/** Persons read at a time: bounds the memory of a question over everybody, and how long others wait for their turn. */
const CHUNK = 500;

/**
 * Every person who passes the customer dimensions of the filter, with their history, in the order of their ids.
 * Other requests are served between chunks.
 */
export async function* eachHistory(
  connection: Connection,
  tables: Tables,
  filter: Readonly<Record<string, string>>,
): AsyncIterable<{ person: string; history: History }> {
  const values: unknown[] = ['', CHUNK];
  const conditions = Object.entries(filter)
    .filter(([name]) => customerDimension(name) >= 0)
    .map(([name, value]) => ` and ${DIMENSION_COLUMNS[customerDimension(name)]} = $${values.push(value)}`);
  const text = `select person, history from ${tables(CUSTOMER_TABLE)}
    where person > $1${conditions.join('')} order by person limit $2`;
  for (;;) {
    const found = await rows<[string, string]>(connection, text, values);
    for (const [person, history] of found) yield { person, history: readHistory(history) };
    if (found.length < CHUNK) return;
    values[0] = found[found.length - 1][0];
  }
}
