import { type Connection, rows, textArray } from '../database/index.js';
import { CUSTOMER_DIMENSIONS, type Dimensions } from '../facts/index.js';
import { addValues, type CellMetric } from '../metrics/index.js';
import { formatAmount, parseAmount } from '../money/index.js';
import type { Tables } from '../projections/index.js';
import type { CellKey, SumsByDimensions } from './cell-sums.js';

/** The column of a dimension or of another part of a key. */
export function columnOf(name: string): string {
  return name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
}

/** Columns of the customer dimensions. */
export const DIMENSION_COLUMNS = CUSTOMER_DIMENSIONS.map(columnOf);

/** Which rows hold what: the sums over everybody, or those of each combination of customer dimensions. */
export const EVERYBODY = 0;
export const BY_DIMENSIONS = 1;

/** Stands for "all" in a dimension column; no value published is empty. */
const ALL = '';

/** The tables of a metric's standing sums. */
export function metricTables(metric: CellMetric): { cells: string; unconverted: string } {
  const name = metric.name.replaceAll('-', '_');
  return { cells: `${name}_cells`, unconverted: `${name}_unconverted` };
}

export function createMetricTables(metric: CellMetric, tables: Tables): string {
  const { cells, unconverted } = metricTables(metric);
  const keys = metric.keys.map(
    ({ name, type }) => `${columnOf(name)} ${type === 'text' ? 'text collate "C"' : type} not null`,
  );
  const dimensions = DIMENSION_COLUMNS.map((name) => `${name} text collate "C" not null`);
  const key = [...keyColumns(metric), ...DIMENSION_COLUMNS].join(', ');
  const columns = ['level smallint not null', ...keys, ...dimensions, 'lane smallint not null'].join(', ');
  const measures = metric.measures.map(
    ({ name, type }) => `${name} ${type === 'money' ? 'numeric' : 'bigint'} not null`,
  );
  return `
    create table ${tables(cells)} (${columns}, persons bigint not null, ${measures.join(', ')},
      primary key (level, ${key}, lane));
    create index on ${tables(cells)} (level) where persons = 0;
    create table ${tables(unconverted)} (${columns}, currency text collate "C" not null, count bigint not null,
      amount numeric not null, primary key (level, ${key}, currency, lane));
    create index on ${tables(unconverted)} (level) where count = 0;`;
}

/**
 * Adds changes of sums to the tables; rows that nobody contributes to any more go.
 * @param lane names the rows that are this projector's own: no other waits for them. What is added in one may be
 *   withdrawn in another, so that single rows mean nothing, and only their sum over all lanes does.
 */
export async function addToTables(
  connection: Connection,
  tables: Tables,
  metric: CellMetric,
  changes: SumsByDimensions,
  lane: number,
): Promise<void> {
  const cells = new Change(metric, ['persons', ...metric.measures.map(({ name }) => name)]);
  const unconverted = new Change(metric, ['count', 'amount'], ['currency']);
  for (const { dimensions, sums } of changes.groups.values()) {
    for (const { key, persons, values } of sums.cells) {
      if (persons === 0 && values.every((value) => value === 0 || value === 0n)) continue;
      cells.add(key, [], dimensions, [persons, ...values]);
    }
    for (const { key, currency, count, amount } of sums.notConverted.values()) {
      if (count !== 0 || amount !== 0n) unconverted.add(key, [currency], dimensions, [count, amount]);
    }
  }
  const names = metricTables(metric);
  await cells.write(connection, tables(names.cells), lane);
  await unconverted.write(connection, tables(names.unconverted), lane);
}

/** Rows to be added to a table of sums: each combination of dimensions, and beside it the row of everybody. */
class Change {
  private readonly everybody = new Map<string, { key: unknown[]; values: (number | bigint)[] }>();
  private readonly rows: unknown[][] = [];

  constructor(
    private readonly metric: CellMetric,
    private readonly measures: readonly string[],
    private readonly moreKeys: readonly string[] = [],
  ) {}

  add(
    key: CellKey,
    more: readonly string[],
    dimensions: Dimensions,
    values: readonly (number | bigint)[],
  ): void {
    const stored = [...key.map((part) => part ?? ALL), ...more];
    this.rows.push([BY_DIMENSIONS, ...stored, ...dimensions, ...values]);
    const name = stored.join('\u0000');
    const known = this.everybody.get(name);
    if (!known) this.everybody.set(name, { key: stored, values: [...values] });
    else addValues(known.values, values);
  }

  async write(connection: Connection, table: string, lane: number): Promise<void> {
    for (const { key, values } of this.everybody.values()) {
      this.rows.push([EVERYBODY, ...key, ...DIMENSION_COLUMNS.map(() => ALL), ...values]);
    }
    if (this.rows.length === 0) return;
    const key = ['level', ...keyColumns(this.metric), ...this.moreKeys, ...DIMENSION_COLUMNS];
    const columns = [...key, ...this.measures];
    const types = [
      'smallint',
      ...this.metric.keys.map(({ type }) => type),
      ...this.moreKeys.map(() => 'text'),
      ...DIMENSION_COLUMNS.map(() => 'text'),
      ...this.measures.map(() => 'numeric'),
    ];
    const money = new Set(
      this.metric.measures
        .filter(({ type }) => type === 'money')
        .map(({ name }) => name)
        .concat('amount'),
    );
    const arrays = columns.map((column, i) => {
      if (types[i] === 'text') return textArray(this.rows.map((row) => row[i] as string));
      return this.rows.map((row) => (money.has(column) ? formatAmount(row[i] as bigint, 4) : row[i]));
    });
    await connection.query(
      `insert into ${table} as t (${columns.join(', ')}, lane)
       select *, ${lane} from unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')})
       on conflict (${key.join(', ')}, lane) do update set
         ${this.measures.map((name) => `${name} = t.${name} + excluded.${name}`).join(', ')}`,
      arrays,
    );
    await connection.query(
      `delete from ${table} where ${this.measures.map((name) => `${name} = 0`).join(' and ')} and lane = ${lane}`,
    );
  }
}

/** What a question needs of a metric's sums. */
export interface StandingRead {
  /** Customer dimensions that split the answer, as their columns. */
  by: readonly string[];
  /** Customer dimensions that narrow it: column → value. */
  filter: ReadonlyMap<string, string>;
  /** For each dimension column of the key, whether the answer is split or narrowed by it. */
  split: ReadonlyMap<string, boolean>;
  /** Columns of the key that narrow it: column → value. */
  keyFilter: ReadonlyMap<string, string>;
}

/** A row of sums: the key with null for "all", values of the dimensions in `by`. */
export interface StandingCell {
  key: CellKey;
  group: string[];
  persons: number;
  values: (number | bigint)[];
}

/**
 * Reads the sums that a question asks for, summed over the customer dimensions it does not name. Sums over everybody
 * come lane by lane: several with one key are to be added up, and nobody is behind those that add up to no persons.
 */
export async function readCells(
  connection: Connection,
  tables: Tables,
  metric: CellMetric,
  read: StandingRead,
): Promise<StandingCell[]> {
  const measures = ['persons', ...metric.measures.map(({ name }) => name)];
  const found = await readSums(connection, tables(metricTables(metric).cells), metric, read, [], measures);
  const keys = metric.keys.length;
  return found.map((row) => ({
    key: keyOf(row, metric),
    group: row.slice(keys, keys + read.by.length) as string[],
    persons: Number(row[keys + read.by.length]),
    values: metric.measures.map(({ type }, i) => {
      const text = row[keys + read.by.length + 1 + i] as string;
      return type === 'money' ? parseAmount(text) : Number(text);
    }),
  }));
}

/** Reads what could not be converted, by key and currency, lane by lane as {@link readCells} does. */
export async function readUnconverted(
  connection: Connection,
  tables: Tables,
  metric: CellMetric,
  read: StandingRead,
): Promise<{ key: CellKey; currency: string; count: number; amount: bigint }[]> {
  const table = tables(metricTables(metric).unconverted);
  const found = await readSums(
    connection,
    table,
    metric,
    { ...read, by: [] },
    ['currency'],
    ['count', 'amount'],
  );
  const keys = metric.keys.length;
  return found.map((row) => ({
    key: keyOf(row, metric),
    currency: row[keys] as string,
    count: Number(row[keys + 1]),
    amount: parseAmount(row[keys + 2] as string),
  }));
}

async function readSums(
  connection: Connection,
  table: string,
  metric: CellMetric,
  { by, filter, split, keyFilter }: StandingRead,
  moreKeys: readonly string[],
  measures: readonly string[],
): Promise<(string | number)[][]> {
  const named = [...keyColumns(metric), ...moreKeys, ...by];
  const values: unknown[] = [];
  const everybody = by.length === 0 && filter.size === 0;
  const conditions = [`level = ${everybody ? EVERYBODY : BY_DIMENSIONS}`];
  for (const [column, value] of [...filter, ...keyFilter])
    conditions.push(`${column} = $${values.push(value)}`);
  for (const [column, isSplit] of split) conditions.push(`${column} ${isSplit ? '<>' : '='} ''`);
  const where = conditions.join(' and ');
  return rows(
    connection,
    everybody
      ? `select ${[...named, ...measures].join(', ')} from ${table} where ${where}`
      : `select ${named.join(', ')}, ${measures.map((m) => `sum(${m})::text`).join(', ')}
         from ${table} where ${where} group by ${named.join(', ')}`,
    values,
  );
}

function keyOf(row: readonly unknown[], metric: CellMetric): CellKey {
  return metric.keys.map(({ dimension }, i) =>
    dimension && row[i] === ALL ? null : (row[i] as number | string),
  );
}

/** Columns of a metric's key. */
export function keyColumns(metric: CellMetric): string[] {
  return metric.keys.map(({ name }) => columnOf(name));
}
