import type { Connection } from '../../database/index.js';
import { type CopyValue, rows } from '../../database/index.js';
import { visibleHistory } from '../../facts/index.js';
import type {
  Condition,
  FoundReads,
  FoundRow,
  HistoryMetric,
  KeptAmount,
  KeptAmountsRead,
  KeptColumn,
  KeptReads,
  KeptRowsRead,
  KeptSelection,
  KeptSums,
  KeptSumsRead,
  KeptTable,
  Question,
  TallyAnswer,
} from '../../metrics/index.js';
import { overdue, type Standing, type Tables, tablesOf } from '../../projections/index.js';
import { storedHistories } from '../customer-projection.js';
import { keptColumns, keptRows, storedValue, TOO_LARGE } from '../kept-tables.js';
import type { InsightSettings } from '../settings.js';
import { columnOf } from '../standing-tables.js';

/** Below this, products of two amounts fit a bigint, and so do those of an amount with itself. */
const PRODUCTS_FIT = 2n ** 31n;

/** A million values are sorted in memory. */
const SORT_MEMORY = '64MB';

/**
 * The answer of a metric that looks at histories, from the rows that are kept of them.
 * @returns null where they cannot answer: the question is another, or an amount does not fit
 */
export async function keptAnswer(
  connection: Connection,
  standing: Standing,
  metric: HistoryMetric,
  question: Question,
  settings: InsightSettings,
): Promise<TallyAnswer | null> {
  const plan = metric.kept?.plan(question);
  if (!plan) return null;
  const late = await lateRows(connection, standing, metric.kept?.tables ?? [], question, settings);
  const read = new KeptRead(connection, tablesOf(standing.generation), late);
  await connection.query(`set local work_mem = '${SORT_MEMORY}'`);
  const sums = await read.sums(plan.sums);
  if (!sums) return null;
  const found = {
    sums,
    texts: sums.length > 0 ? await read.texts(plan.sums) : [],
    persons: plan.countPersons ? await read.persons(plan.sums) : new Map(),
    count: await read.count(plan.count),
    reads: await read.reads(plan.reads ?? { rows: [], amounts: [] }),
  };
  const further = plan.further?.(found);
  return plan.finish(found, further ? await read.reads(further) : null);
}

/** Rows of persons of whom more is seen by now than when their rows were made. */
interface LateRows {
  persons: string[];
  rows: ReadonlyMap<KeptTable, CopyValue[][]>;
}

async function lateRows(
  connection: Connection,
  standing: Standing,
  keptTables: readonly KeptTable[],
  { asOf }: Question,
  { unitCosts }: InsightSettings,
): Promise<LateRows> {
  const late = await overdue(connection, standing.generation, asOf);
  const found = await storedHistories(connection, tablesOf(standing.generation), late);
  // Most are overdue for something else.
  const seen = [...found].filter(
    ([, { history, asOf: then }]) => visibleHistory(history, then, unitCosts).until <= asOf,
  );
  const visible = seen.map(([person, { history }]) => ({
    person,
    history: visibleHistory(history, asOf, unitCosts),
  }));
  return {
    persons: visible.map(({ person }) => person),
    rows: new Map(
      keptTables.map((table) => [
        table,
        visible.flatMap(({ person, history }) => keptRows(table, person, history)),
      ]),
    ),
  };
}

/** Reads kept rows, with those that are late in the place of what is kept. */
class KeptRead {
  constructor(
    private readonly connection: Connection,
    private readonly tables: Tables,
    private readonly late: LateRows,
  ) {}

  /** Null where an amount is too large for its column. */
  async sums(read: KeptSumsRead): Promise<KeptSums[] | null> {
    const cutting = new Parameters();
    const [[cuts, largest]] = await rows<[(number | string)[] | null, string | null]>(
      this.connection,
      // A fifth is a little more in floating point, never so much that its multiple of a whole number is rounded up.
      `select (percentile_disc('{0.2, 0.4, 0.6, 0.8}'::float8[]) within group (order by ${columnOf(read.bandsOf)}))::text[],
         max(largest)::text
       from (${this.selection(read.of, [columnOf(read.bandsOf), 'largest'], cutting)}) as k`,
      cutting.values,
    );
    if (cuts === null || largest === null) return [];
    if (BigInt(largest) >= TOO_LARGE) return null;

    const parameters = new Parameters();
    const by = read.by.map(columnOf);
    // The bucket of a value is how many of these are at or below it.
    const above = parameters.add(cuts.map((cut) => (BigInt(cut) + 1n).toString()));
    const product = BigInt(largest) < PRODUCTS_FIT ? '' : '::numeric';
    const columns = [
      ...by,
      `width_bucket(${columnOf(read.bandsOf)}, ${above}::bigint[])`,
      'count(*)',
      ...read.counts.map((name) => `count(*) filter (where ${columnOf(name)})`),
      ...read.amounts.map((name) => `sum(${columnOf(name)})::text`),
      ...read.products.map(([a, b]) => `sum(${columnOf(a)}${product} * ${columnOf(b)})::text`),
    ];
    // What splits may be among what strata are made of: an inner column must have its name alone.
    const needed = [
      ...new Set([...read.by, read.bandsOf, ...read.counts, ...read.amounts, ...read.products.flat()]),
    ].map(columnOf);
    const found = await rows<(string | number)[]>(
      this.connection,
      `select ${columns.join(', ')} from (${this.selection(read.of, needed, parameters)}) as k
       group by ${columns
         .slice(0, by.length + 1)
         .map((_, i) => i + 1)
         .join(', ')}`,
      parameters.values,
    );
    return found.map((row) => {
      const next = [...row];
      const take = (count: number) => next.splice(0, count);
      return {
        group: take(by.length) as string[],
        band: take(1)[0] as number,
        rows: take(1)[0] as number,
        counts: take(read.counts.length) as number[],
        amounts: take(read.amounts.length).map(BigInt),
        products: take(read.products.length).map(BigInt),
      };
    });
  }

  async texts({ of, texts }: KeptSumsRead): Promise<string[]> {
    if (texts === undefined) return [];
    const column = columnOf(texts);
    const found = await this.read<[string]>(
      of,
      [column],
      (k) => `select ${column} from ${k} where ${column} <> ''`,
    );
    return found.map(([text]) => text);
  }

  async persons({ of, by }: KeptSumsRead): Promise<Map<string, number>> {
    const column = columnOf(by[0]);
    return new Map(
      await this.read<[string, number]>(
        of,
        [column, 'person'],
        (k) =>
          `select ${column}, count(*) from (select distinct ${column}, person from ${k}) as once group by 1`,
      ),
    );
  }

  async count(of: KeptSelection): Promise<number> {
    const [[count]] = await this.read<[number]>(of, ['position'], (k) => `select count(*) from ${k}`);
    return count;
  }

  async reads({ rows, amounts }: KeptReads): Promise<FoundReads> {
    const found = { rows: [] as FoundRow[][], amounts: [] as KeptAmount[][] };
    for (const each of rows) found.rows.push(await this.rows(each));
    for (const each of amounts) found.amounts.push(await this.amounts(each));
    return found;
  }

  private rows({ of, columns, order = [], limit }: KeptRowsRead): Promise<FoundRow[]> {
    const named = columns.map(columnOf);
    const money = new Set(of.table.columns.filter(({ type }) => type === 'money').map(({ name }) => name));
    const values = columns.map((name, i) => (money.has(name) ? `${named[i]}::text` : named[i]));
    const by = order.map(({ by, highestFirst }) => `k.${columnOf(by)}${highestFirst ? ' desc' : ''}`);
    return this.read<[string, ...(string | number | boolean)[]]>(
      of,
      ['person', ...named],
      (k) =>
        `select person, ${values.join(', ')} from ${k}${by.length > 0 ? ` order by ${by.join(', ')}` : ''}${
          limit === undefined ? '' : ` limit ${limit}`
        }`,
    );
  }

  private async amounts({ of, by }: KeptAmountsRead): Promise<KeptAmount[]> {
    const column = columnOf(by);
    const found = await this.read<[string, number, number]>(
      of,
      ['person', column],
      (k) => `select ${column}::text, sum(rows)::bigint, count(*)
        from (select ${column}, person, count(*) as rows from ${k} group by 1, 2) as of_person group by 1`,
    );
    return found.map(([amount, rows, persons]) => ({ amount: BigInt(amount), rows, persons }));
  }

  private read<Row extends unknown[]>(
    of: KeptSelection,
    columns: readonly string[],
    select: (from: string) => string,
  ): Promise<Row[]> {
    const parameters = new Parameters();
    const text = select(`(${this.selection(of, columns, parameters)}) as k`);
    return rows<Row>(this.connection, text, parameters.values);
  }

  /** SQL of these columns of the rows that a selection is of. */
  private selection(
    { table, where, firstBy, afterFirst = [] }: KeptSelection,
    columns: readonly string[],
    parameters: Parameters,
  ): string {
    const all = (conditions: readonly Condition[]) =>
      conditions
        .map(([name, comparison, value]) => {
          const type: KeptColumn['type'] =
            table.columns.find((column) => column.name === name)?.type ?? 'text';
          return `${columnOf(name)} ${comparison} ${parameters.add(storedValue(value, type))}`;
        })
        .join(' and ') || 'true';
    const source = this.source(table, parameters);
    const wanted = columns.join(', ');
    if (firstBy === undefined) {
      return `select ${wanted} from ${source} where ${all([...where, ...afterFirst])}`;
    }
    // Sorted by person: no wider than need be.
    const inner = [...new Set([...columns, ...afterFirst.map(([name]) => columnOf(name))])].join(', ');
    return `select ${wanted} from (select distinct on (person) ${inner} from ${source} where ${all(where)}
      order by person, ${columnOf(firstBy)}) as first where ${all(afterFirst)}`;
  }

  private source(table: KeptTable, parameters: Parameters): string {
    const { persons, rows: late } = this.late;
    if (persons.length === 0) return this.tables(table.name);
    const columns = keptColumns(table);
    const names = columns.map(({ name }) => name).join(', ');
    const instead = late.get(table) ?? [];
    const given = columns.map(
      ({ type }, i) => `${parameters.add(instead.map((row) => row[i]))}::${type.split(' ')[0]}[]`,
    );
    return `(select ${names} from ${this.tables(table.name)} where person <> all(${parameters.add(persons)}::text[])
      union all select * from unnest(${given.join(', ')})) as whole (${names})`;
  }
}

/** Values of a statement, by the place they are named with. */
class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}
