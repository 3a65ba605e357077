import type { Connection } from '../database/index.js';
import type { CellMetric, Question, Values } from '../metrics/index.js';
import type { Tables } from '../projections/index.js';
import { columnOf } from './standing-tables.js';

/*
 * How many values lie in which bucket, over everybody: what finds the bucket of a rank in a few thousand rows, so that
 * only the values of that bucket need be gone through, in the order of an index.
 */

/** A sixteenth of an octave at most: some hundred buckets between a second and a month. */
const FINENESS = 16;

/** The lower bound of the bucket that holds a value. */
export function bucketOf(value: number): number {
  let width = 1;
  while (value >= 2 * FINENESS * width) width *= 2;
  return Math.floor(value / width) * width;
}

/** The table of the single values of which a metric takes percentiles; null for a metric without. */
export function valueTable(metric: CellMetric): string | null {
  return metric.values ? `${metric.name.replaceAll('-', '_')}_values` : null;
}

/** The table of how many values lie in which bucket. */
export function countTable(metric: CellMetric): string {
  return `${metric.name.replaceAll('-', '_')}_value_counts`;
}

/** The names of the tables beside that of the values. */
export function valueCountTables(metric: CellMetric): string[] {
  return metric.values ? [countTable(metric)] : [];
}

/** Columns of a metric's key that are no dimensions. */
export function plainColumns({ keys }: Pick<CellMetric, 'keys'>): string[] {
  return keys.filter(({ dimension }) => !dimension).map(({ name }) => columnOf(name));
}

export function plainTypes({ keys }: CellMetric): string[] {
  return keys.filter(({ dimension }) => !dimension).map(({ type }) => type);
}

export function createValueCounts(metric: CellMetric, tables: Tables): string {
  const types = plainTypes(metric);
  const keys = plainColumns(metric);
  const columns = keys.map(
    (name, i) => `${name} ${types[i] === 'text' ? 'text collate "C"' : types[i]} not null`,
  );
  return `create table ${tables(countTable(metric))} (${columns.join(', ')}, distribution smallint not null,
    bucket bigint not null, lane smallint not null, count bigint not null,
    primary key (${keys.join(', ')}, distribution, bucket, lane));`;
}

/** Changes of the counts. */
export class ValueCounts {
  private readonly changes = new Map<string, { row: (number | string)[]; count: number }>();

  constructor(private readonly metric: CellMetric) {}

  add({ key, values }: ReturnType<Values['of']>[number], sign: 1 | -1): void {
    const plain = key.filter((_, i) => !this.metric.keys[i].dimension);
    values.forEach((value, distribution) => {
      if (value === null) return;
      const row = [...plain, distribution, bucketOf(value)];
      const name = JSON.stringify(row);
      const known = this.changes.get(name);
      if (known) known.count += sign;
      else this.changes.set(name, { row, count: sign });
    });
  }

  /** @param lane as that of the sums (standing-tables.ts) */
  async write(connection: Connection, tables: Tables, lane: number): Promise<void> {
    const changed = [...this.changes.values()].filter(({ count }) => count !== 0);
    if (changed.length === 0) return;
    const table = tables(countTable(this.metric));
    const key = [...plainColumns(this.metric), 'distribution', 'bucket'];
    const types = [...plainTypes(this.metric), 'smallint', 'bigint', 'bigint'];
    await connection.query(
      `insert into ${table} as t (${key.join(', ')}, count, lane)
       select *, ${lane} from unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')})
       on conflict (${key.join(', ')}, lane) do update set count = t.count + excluded.count`,
      [...key.map((_, i) => changed.map(({ row }) => row[i])), changed.map(({ count }) => count)],
    );
    if (changed.some(({ count }) => count < 0))
      await connection.query(`delete from ${table} where count = 0 and lane = ${lane}`);
  }
}

/** A key column that is named like a parameter of the metric's own holds its values: a question reads the rows of its own. */
export function ownKeys(
  { keys }: Pick<CellMetric, 'keys'>,
  own: Question['own'],
): [column: string, value: string][] {
  return keys.flatMap(({ name }): [string, string][] => {
    const value = own[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
}
