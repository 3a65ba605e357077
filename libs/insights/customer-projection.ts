import { calendar, MINUTE } from '../calendar/index.js';
import { type Connection, copyIn, rows } from '../database/index.js';
import type { RecordedEvent } from '../events/index.js';
import {
  createFactTables,
  createFollowUpIndexes,
  FACT_TABLES,
  foldFacts,
  followFacts,
  type History,
  loadHistories,
  type PreparedFacts,
  personsOf,
  prepareFacts,
  readHistory,
} from '../facts/index.js';
import type { CellMetric, ContributionQuestion, KeptTable, Metric } from '../metrics/index.js';
import type { Due, Marks, Message, Projection, Settled, Share, Tables } from '../projections/index.js';
import { CUSTOMER_TABLE, createCustomerIndexes, createCustomerTable, customerRow } from './customer-table.js';
import { Exchange } from './exchange.js';
import { createKeptIndexes, createKeptTable, keptTables } from './kept-tables.js';
import { keptSplits, summedParts } from './parts.js';
import { type InsightSettings, projectionVersion } from './settings.js';
import { createMetricTables, metricTables } from './standing-tables.js';
import { Turns } from './turns.js';
import { valueCountTables, valueTable } from './value-counts.js';
import { createValueIndexes, createValueTable } from './value-tables.js';

export const CUSTOMERS_PROJECTION = 'customers';

/** Histories held in memory at a time. */
const CHUNK = 500;
/** Cells and rows that are written together: more would find more to add up, and take more memory. */
const MOST_CELLS = 200_000;

/** The question whose sums are kept: months, the metric's own window, its own parameters as they stand. */
export function standingQuestion(metric: CellMetric, timeZone: string): ContributionQuestion {
  return {
    grain: 'month',
    calendar: calendar('month', timeZone),
    days: calendar('day', timeZone),
    window: metric.window ?? 0,
    own: Object.fromEntries((metric.parameters ?? []).map(({ name, standard }) => [name, standard])),
    splits: keptSplits(metric),
  };
}

/**
 * The read model of all metrics that follow customers. First level: facts. Second: for each person touched the
 * history is loaded anew, what it contributes is exchanged in the sums of every metric, and the history is kept as
 * one document, from which any other question is answered.
 */
export class CustomerProjection implements Projection {
  readonly name = CUSTOMERS_PROJECTION;
  readonly version: string;
  readonly partitions: number;
  readonly tableNames: readonly string[];
  private readonly questions: ReadonlyMap<CellMetric, ContributionQuestion>;

  private readonly metrics: readonly CellMetric[];
  private readonly kept: readonly KeptTable[];

  constructor(
    metrics: readonly Metric[],
    private readonly settings: InsightSettings,
  ) {
    this.metrics = summedParts(metrics);
    this.kept = keptTables(metrics);
    this.version = projectionVersion(metrics, settings);
    this.partitions = settings.partitions;
    this.tableNames = [
      ...FACT_TABLES,
      CUSTOMER_TABLE,
      ...this.metrics.flatMap((metric) => [...Object.values(metricTables(metric)), ...valueTablesOf(metric)]),
      ...this.kept.map(({ name }) => name),
    ];
    this.questions = new Map(this.metrics.map((m) => [m, standingQuestion(m, settings.reportingTimeZone)]));
  }

  create(tables: Tables): string {
    return [
      createFactTables(tables, this.settings.reportingCurrency),
      createCustomerTable(tables),
      ...this.metrics.map((metric) => createMetricTables(metric, tables)),
      ...this.metrics.map((metric) => createValueTable(metric, tables)),
      ...this.kept.map((table) => createKeptTable(table, tables)),
    ].join('\n');
  }

  createFollowUpIndexes(tables: Tables): string {
    return createFollowUpIndexes(tables);
  }

  createIndexes(tables: Tables): string {
    return [
      createCustomerIndexes(tables),
      ...this.metrics.map((metric) => createValueIndexes(metric, tables)),
      ...this.kept.map((table) => createKeptIndexes(table, tables)),
    ].join('\n');
  }

  prepare(events: readonly RecordedEvent[]): Promise<PreparedFacts> {
    return prepareFacts(events, this.settings);
  }

  fold(
    connection: Connection,
    tables: Tables,
    events: readonly RecordedEvent[],
    share: Share,
    prepared?: PreparedFacts,
  ): Promise<Due> {
    return foldFacts(connection, tables, events, this.settings, share, prepared);
  }

  follow(connection: Connection, tables: Tables, messages: readonly Message[], share: Share): Promise<Due> {
    return followFacts(connection, tables, messages, this.settings, share);
  }

  async settle(connection: Connection, tables: Tables, marks: Marks, share: Share): Promise<Settled> {
    const subjects = [...marks.keys()];
    const [[now]] = await rows<[number]>(connection, 'select now()');
    const asOf = now - (now % MINUTE);
    const personOf = await personsOf(connection, tables, subjects);
    const elsewhere = marksElsewhere(marks, personOf, share);
    // Each once, so that chunks have nobody in common and the next can be read before this one is written.
    const concerned = [...new Set([...subjects, ...personOf.values()])].filter((one) => !elsewhere.has(one));
    const wakeUps = new Map<string, number | null>();

    const database = new Turns();
    const load = (from: number) => {
      const chunk = concerned.slice(from, from + CHUNK);
      const persons = chunk.filter((subject) => (personOf.get(subject) ?? subject) === subject);
      return database.take(async () => ({
        chunk,
        before: await storedHistories(connection, tables, chunk),
        after: await loadHistories(connection, tables, persons, this.settings),
      }));
    };
    let next = load(0);
    let exchange = this.newExchange(asOf, share);
    for (let from = 0; from < concerned.length; from += CHUNK) {
      const { chunk, before, after } = await next;
      // PostgreSQL reads the next chunk while this one is worked out here.
      next = load(from + CHUNK);
      for (const person of chunk) wakeUps.set(person, null);
      const lines = await exchange.take(before, after, wakeUps);
      database.take(() => exchangeRows(connection, tables, [...before.keys()], lines));
      if (exchange.size >= MOST_CELLS) {
        const full = exchange;
        database.take(() => full.write(connection, tables));
        exchange = this.newExchange(asOf, share);
      }
    }
    await next;
    database.take(() => exchange.write(connection, tables));
    await database.done();
    return { wakeUps, marks: elsewhere };
  }

  private newExchange(asOf: number, share: Share): Exchange {
    return new Exchange(this.metrics, this.questions, this.kept, this.settings.unitCosts, asOf, share);
  }
}

/** The persons behind these subjects who belong to another partition's owner: it must look at them again. */
function marksElsewhere(marks: Marks, personOf: ReadonlyMap<string, string>, share: Share): Marks {
  const elsewhere: Marks = new Map();
  if (share.all) return elsewhere;
  for (const [subject, position] of marks) {
    const person = personOf.get(subject) ?? subject;
    if (share.has(share.homeOf(person))) continue;
    elsewhere.set(person, Math.min(position, elsewhere.get(person) ?? position));
  }
  return elsewhere;
}

function valueTablesOf(metric: CellMetric): string[] {
  const table = valueTable(metric);
  return table === null ? [] : [table, ...valueCountTables(metric)];
}

/** Takes the rows of some persons out and puts these in. */
async function exchangeRows(
  connection: Connection,
  tables: Tables,
  out: readonly string[],
  lines: readonly string[],
): Promise<void> {
  if (out.length > 0) {
    await connection.query(`delete from ${tables(CUSTOMER_TABLE)} where person = any($1::text[])`, [out]);
  }
  await copyIn(connection, tables(CUSTOMER_TABLE), customerRow.columns, lines);
}

/** The histories that the sums hold now, with the instant each was counted at. */
export async function storedHistories(
  connection: Connection,
  tables: Tables,
  persons: readonly string[],
): Promise<Map<string, { history: History; asOf: number }>> {
  const found = await rows<[string, string, number]>(
    connection,
    `select person, history, as_of from ${tables(CUSTOMER_TABLE)} where person = any($1::text[])`,
    [persons],
  );
  return new Map(found.map(([person, history, asOf]) => [person, { history: readHistory(history), asOf }]));
}
