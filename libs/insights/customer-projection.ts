import { setImmediate } from 'node:timers/promises';
import { calendar, MINUTE } from '../calendar/index.js';
import { type Connection, copyIn, copyLine, rows } from '../database/index.js';
import type { RecordedEvent } from '../events/index.js';
import {
  AmountsWithoutRate,
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
  type VisibleHistory,
  visibleHistory,
} from '../facts/index.js';
import type { CellMetric, ContributionQuestion, KeptTable, Metric } from '../metrics/index.js';
import type { Due, Marks, Message, Projection, Settled, Share, Tables } from '../projections/index.js';
import { dimensionsName, SumsByDimensions } from './cell-sums.js';
import { CUSTOMER_TABLE, createCustomerIndexes, createCustomerTable, customerRow } from './customer-table.js';
import { createKeptIndexes, createKeptTable, KeptChanges, keptTables } from './kept-tables.js';
import { keptSplits, summedParts } from './parts.js';
import { type InsightSettings, projectionVersion } from './settings.js';
import { addToTables, createMetricTables, metricTables } from './standing-tables.js';
import { Turns } from './turns.js';
import { valueCountTables, valueTable } from './value-counts.js';
import { createValueIndexes, createValueTable, ValueChanges } from './value-tables.js';

export const CUSTOMERS_PROJECTION = 'customers';

/** Histories held in memory at a time; the sums of a whole call are written together. */
const CHUNK = 500;
/** Persons worked out before others in this process, and the answers of PostgreSQL, get their turn. */
const BREATH = 50;

type Changes = readonly { metric: CellMetric; sums: SumsByDimensions; values?: ValueChanges }[];

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

  private questionOf(metric: CellMetric): ContributionQuestion {
    return this.questions.get(metric) as ContributionQuestion;
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
    const changes: Changes = this.metrics.map((metric) => ({
      metric,
      sums: new SumsByDimensions(metric),
      values: metric.values && new ValueChanges(metric, metric.values, this.questionOf(metric)),
    }));
    const withoutRate = new AmountsWithoutRate();
    const kept = this.kept.map((table) => new KeptChanges(table));
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
    for (let from = 0; from < concerned.length; from += CHUNK) {
      const { chunk, before, after } = await next;
      // PostgreSQL reads the next chunk while this one is worked out here.
      next = load(from + CHUNK);
      for (const person of chunk) wakeUps.set(person, null);
      const lines = await this.work(before, after, asOf, changes, withoutRate, kept, wakeUps, share.homeOf);
      database.take(() => exchangeRows(connection, tables, [...before.keys()], lines));
    }
    await next;
    await database.done();
    await withoutRate.write(connection, tables, share);
    for (const { metric, sums, values } of changes) {
      await addToTables(connection, tables, metric, sums, share.lane);
      await values?.write(connection, tables, share.lane);
    }
    for (const rows of kept) await rows.write(connection, tables);
    return { wakeUps, marks: elsewhere };
  }

  /** Exchanges what persons contribute. @returns their rows */
  private async work(
    before: ReadonlyMap<string, { history: History; asOf: number }>,
    after: ReadonlyMap<string, History>,
    asOf: number,
    changes: Changes,
    withoutRate: AmountsWithoutRate,
    kept: readonly KeptChanges[],
    wakeUps: Map<string, number | null>,
    homeOf: (person: string) => number,
  ): Promise<string[]> {
    const { unitCosts } = this.settings;
    const lines: string[] = [];
    let worked = 0;
    for (const [person, { history, asOf: then }] of before) {
      const home = homeOf(person);
      const visible = visibleHistory(history, then, unitCosts);
      this.exchange(changes, visible, -1);
      withoutRate.add(history, -1);
      for (const { values } of changes) values?.withdraw(person, visible);
      for (const rows of kept) rows.withdraw(person, home, visible);
      if (++worked % BREATH === 0) await setImmediate();
    }
    for (const [person, history] of after) {
      const home = homeOf(person);
      const visible = visibleHistory(history, asOf, unitCosts);
      const until = this.exchange(changes, visible, 1);
      withoutRate.add(history, 1);
      for (const { values } of changes) values?.add(person, home, visible);
      for (const rows of kept) rows.add(person, home, visible);
      if (until !== Number.POSITIVE_INFINITY) wakeUps.set(person, until);
      lines.push(copyLine(customerRow(person, home, history, visible)));
      if (++worked % BREATH === 0) await setImmediate();
    }
    return lines;
  }

  /** Adds or withdraws what a person contributes. @returns until when the contribution holds by itself */
  private exchange(changes: Changes, visible: VisibleHistory, sign: 1 | -1): number {
    let { until } = visible;
    const name = dimensionsName(visible.dimensions);
    for (const { metric, sums } of changes) {
      const cells = sums.of(visible.dimensions, name);
      cells.sign = sign;
      cells.until = Number.POSITIVE_INFINITY;
      metric.contribute(visible, this.questionOf(metric), cells);
      if (cells.until < until) until = cells.until;
    }
    return until;
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
