import { type Connection, type CopyValue, copyIn, copyLine } from '../database/index.js';
import { formatTime } from '../events/index.js';
import type { VisibleHistory } from '../facts/index.js';
import {
  isCellMetric,
  type KeptColumn,
  type KeptRow,
  type KeptTable,
  type KeptValue,
  type Metric,
} from '../metrics/index.js';
import type { Tables } from '../projections/index.js';
import { columnOf, DIMENSION_COLUMNS } from './standing-tables.js';

/*
 * Tables of rows that metrics keep of every person. Money is kept as a bigint of ten-thousandths, several times faster to
 * sum than numeric; `largest` is the largest amount of a row, and says whether sums of its squares still fit. Fixed widths
 * come first, the person last: a question over all rows reads no further than it must.
 */

/** Amounts are cut to what is below this: a row whose `largest` reaches it does not say what it is. */
export const TOO_LARGE = 2n ** 62n;

const SQL_TYPES: Record<KeptColumn['type'], string> = {
  time: 'timestamptz',
  money: 'bigint',
  integer: 'integer',
  boolean: 'boolean',
  text: 'text collate "C"',
};

/** The tables that some metrics keep, each once. */
export function keptTables(metrics: Iterable<Metric>): KeptTable[] {
  const found = [...metrics].flatMap((metric) => (isCellMetric(metric) ? [] : (metric.kept?.tables ?? [])));
  return [...new Map(found.map((table) => [table.name, table])).values()];
}

/** Names and types of all columns that are read. */
export function keptColumns({ columns }: KeptTable): { name: string; type: string }[] {
  return [
    { name: 'position', type: 'bigint' },
    { name: 'largest', type: 'bigint' },
    ...columns.map(({ name, type }) => ({ name: columnOf(name), type: SQL_TYPES[type] })),
    ...[...DIMENSION_COLUMNS, 'person'].map((name) => ({ name, type: SQL_TYPES.text })),
  ];
}

export function createKeptTable(table: KeptTable, tables: Tables): string {
  const columns = keptColumns(table).map(({ name, type }) => `${name} ${type} not null`);
  return `create table ${tables(table.name)} (${columns.join(', ')}, partition smallint not null,
    primary key (person, position, partition));`;
}

/** For readers. */
export function createKeptIndexes(table: KeptTable, tables: Tables): string {
  return table.columns
    .flatMap(({ name, sparse, searched }) => [
      ...(searched ? [`create index on ${tables(table.name)} (${columnOf(name)});`] : []),
      ...(sparse ? [`create index on ${tables(table.name)} (position) where ${columnOf(name)} <> '';`] : []),
    ])
    .join('\n');
}

/** A person's rows, in the order of {@link keptColumns}. */
export function keptRows(table: KeptTable, person: string, history: VisibleHistory): CopyValue[][] {
  return table
    .rows(history)
    .map((row) => [
      row.position,
      largestOf(row, table),
      ...row.values.map((value, i) => storedValue(value, table.columns[i].type)),
      ...history.dimensions,
      person,
    ]);
}

function largestOf({ values }: KeptRow, { columns }: KeptTable): bigint {
  let largest = 0n;
  columns.forEach(({ type }, i) => {
    if (type !== 'money') return;
    const amount = values[i] as bigint;
    const size = amount < 0n ? -amount : amount;
    if (size > largest) largest = size;
  });
  return largest < TOO_LARGE ? largest : TOO_LARGE;
}

/** A value as PostgreSQL reads it. */
export function storedValue(value: KeptValue, type: KeptColumn['type']): CopyValue {
  if (type === 'time') {
    if (value === Number.NEGATIVE_INFINITY) return '-infinity';
    return value === Number.POSITIVE_INFINITY ? 'infinity' : formatTime(value as number);
  }
  if (typeof value !== 'bigint') return value;
  if (value > TOO_LARGE) return TOO_LARGE;
  return value < -TOO_LARGE ? -TOO_LARGE : value;
}

/** What a call of the projection does to the rows of one table: those that are as they were are left alone. */
export class KeptChanges {
  /** By person and position, the rows that nothing has taken the place of. */
  private readonly gone = new Map<string, Map<number, string>>();
  private readonly lines: string[] = [];

  constructor(private readonly table: KeptTable) {}

  /** About how many rows it holds: of those withdrawn, how many persons. */
  get size(): number {
    return this.gone.size + this.lines.length;
  }

  /** @param home the person's partition */
  withdraw(person: string, home: number, history: VisibleHistory): void {
    const rows = keptRows(this.table, person, history);
    if (rows.length === 0) return;
    this.gone.set(person, new Map(rows.map((row) => [row[0] as number, copyLine([...row, home])])));
  }

  /** After {@link KeptChanges.withdraw}, where the person had rows. */
  add(person: string, home: number, history: VisibleHistory): void {
    const before = this.gone.get(person);
    for (const row of keptRows(this.table, person, history)) {
      const line = copyLine([...row, home]);
      const position = row[0] as number;
      if (before?.get(position) === line) before.delete(position);
      else this.lines.push(line);
    }
  }

  async write(connection: Connection, tables: Tables): Promise<void> {
    const gone = [...this.gone].flatMap(([person, rows]) =>
      [...rows.keys()].map((position) => [person, position] as const),
    );
    const table = tables(this.table.name);
    if (gone.length > 0) {
      await connection.query(
        `delete from ${table} k using unnest($1::text[], $2::bigint[]) as gone (person, position)
         where k.person = gone.person and k.position = gone.position`,
        [gone.map(([person]) => person), gone.map(([, position]) => position)],
      );
    }
    const columns = keptColumns(this.table).map(({ name }) => name);
    await copyIn(connection, table, [...columns, 'partition'], this.lines);
  }
}
