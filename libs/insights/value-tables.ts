import { type Connection, copyIn, copyLine, rows } from '../database/index.js';
import type { VisibleHistory } from '../facts/index.js';
import type { CellMetric, ContributionQuestion, Question, Values } from '../metrics/index.js';
import type { Tables } from '../projections/index.js';
import { customerDimension } from './cell-sums.js';
import { type Percentiles, percentilesName } from './percentiles.js';
import { columnOf, DIMENSION_COLUMNS, keyColumns } from './standing-tables.js';
import { createValueCounts, ownKeys, plainColumns, ValueCounts, valueTable } from './value-counts.js';
import { readWholePercentiles } from './value-percentiles.js';

/** Person, key, customer dimensions, and a value or null of each distribution. */
type ValueRow = (string | number | null)[];

export function createValueTable(metric: CellMetric, tables: Tables): string {
  const table = valueTable(metric);
  if (table === null || !metric.values) return '';
  const columns = columnTypes(metric, metric.values).map(([name, type]) => `${name} ${type}`);
  return `
    create table ${tables(table)} (${columns.join(', ')}, partition smallint not null);
    create index on ${tables(table)} (person);
    ${createValueCounts(metric, tables)}`;
}

/** For readers: the values of a cell in order. */
export function createValueIndexes(metric: CellMetric, tables: Tables): string {
  const table = valueTable(metric);
  if (table === null || !metric.values) return '';
  return metric.values.distributions
    .map(({ name }) => `create index on ${tables(table)} (${plainColumns(metric)}, ${columnOf(name)});`)
    .join('\n');
}

function columnTypes(metric: CellMetric, { distributions }: Values): [name: string, type: string][] {
  return [
    ['person', 'text collate "C" not null'],
    ...keyColumns(metric).map((name, i): [string, string] => {
      const { type } = metric.keys[i];
      return [name, `${type === 'text' ? 'text collate "C"' : type} not null`];
    }),
    ...DIMENSION_COLUMNS.map((name): [string, string] => [name, 'text collate "C" not null']),
    ...distributions.map(({ name }): [string, string] => [columnOf(name), 'bigint']),
  ];
}

/** A person's rows. */
export function valueRows(
  values: Values,
  person: string,
  history: VisibleHistory,
  question: ContributionQuestion,
): ValueRow[] {
  return values
    .of(history, question)
    .map((one) => [person, ...one.key, ...history.dimensions, ...one.values]);
}

/** What a call of the projection does to one metric's values. */
export class ValueChanges {
  private readonly gone: string[] = [];
  private readonly lines: string[] = [];
  private readonly counts: ValueCounts;

  constructor(
    private readonly metric: CellMetric,
    private readonly values: Values,
    private readonly question: ContributionQuestion,
  ) {
    this.counts = new ValueCounts(metric);
  }

  /** How many rows it holds. */
  get size(): number {
    return this.gone.length + this.lines.length;
  }

  withdraw(person: string, history: VisibleHistory): void {
    const kept = this.values.of(history, this.question);
    if (kept.length > 0) this.gone.push(person);
    for (const one of kept) this.counts.add(one, -1);
  }

  /** @param home the person's partition */
  add(person: string, home: number, history: VisibleHistory): void {
    for (const one of this.values.of(history, this.question)) {
      this.lines.push(copyLine([person, ...one.key, ...history.dimensions, ...one.values, home]));
      this.counts.add(one, 1);
    }
  }

  async write(connection: Connection, tables: Tables, lane: number): Promise<void> {
    const table = tables(valueTable(this.metric) as string);
    if (this.gone.length > 0) {
      await connection.query(`delete from ${table} where person = any($1::text[])`, [this.gone]);
    }
    const columns = columnTypes(this.metric, this.values).map(([name]) => name);
    await copyIn(connection, table, [...columns, 'partition'], this.lines);
    await this.counts.write(connection, tables, lane);
  }
}

/**
 * Percentiles of the values that are kept, by nearest rank (percentile_disc).
 * @param instead persons whose rows are these, not those that are kept
 */
export async function readPercentiles(
  connection: Connection,
  tables: Tables,
  metric: CellMetric,
  { by, filter, own }: Pick<Question, 'by' | 'filter' | 'own'>,
  instead: ReadonlyMap<string, ValueRow[]>,
): Promise<Percentiles> {
  const table = valueTable(metric);
  if (table === null || !metric.values) return new Map();
  const { distributions } = metric.values;
  if (by.length === 0 && Object.keys(filter).length === 0 && instead.size === 0) {
    return readWholePercentiles(connection, tables, metric, metric.values, own);
  }
  const types = columnTypes(metric, metric.values);
  const column = (name: string) => {
    const index = customerDimension(name);
    return index < 0 ? columnOf(name) : DIMENSION_COLUMNS[index];
  };
  const plain = plainColumns(metric);
  const groups = by.map(column);
  const parameters: unknown[] = [[...instead.keys()]];
  const parameter = (value: unknown) => `$${parameters.push(value)}`;
  const others = [...instead.values()].flat();
  const given = types.map(
    ([, type], i) => `${parameter(others.map((row) => row[i]))}::${type.split(' ')[0]}[]`,
  );
  const conditions = [...ownKeys(metric, own), ...Object.entries(filter)].map(
    ([name, value]) => ` and ${column(name)} = ${parameter(value)}`,
  );
  const names = types.map(([name]) => name).join(', ');
  const found = await rows<(number | string | number[] | null)[]>(
    connection,
    `select ${[...plain, ...groups].join(', ')}, ${distributions
      .map(
        ({ name, shares }) =>
          `(percentile_disc(${parameter(shares)}::float8[]) within group (order by ${columnOf(name)}))::float8[]`,
      )
      .join(', ')}
     from (select ${names} from ${tables(table)} where person <> all($1::text[])
           union all select * from unnest(${given.join(', ')})) as v (${names})
     where true${conditions.join('')}
     group by ${[...plain, ...groups].join(', ')}`,
    parameters,
  );
  return new Map(
    found.map((row) => [
      percentilesName(
        row.slice(0, plain.length) as (number | string)[],
        row.slice(plain.length, plain.length + by.length) as string[],
      ),
      row.slice(plain.length + by.length) as (number[] | null)[],
    ]),
  );
}
