import { calendar, MINUTE } from '../calendar/index.js';
import { type Connection, copyIn, copyLine, rows } from '../database/index.js';
import type { RecordedEvent } from '../events/index.js';
import {
  createFactTables,
  FACT_TABLES,
  foldFacts,
  type History,
  loadHistories,
  personsOf,
  readHistory,
  type VisibleHistory,
  visibleHistory,
} from '../facts/index.js';
import type { ContributionQuestion, Metric } from '../metrics/index.js';
import type { Marks, Projection, Tables } from '../projections/index.js';
import { SumsByDimensions } from './cell-sums.js';
import { CUSTOMER_TABLE, createCustomerTable, customerRow } from './customer-table.js';
import { type InsightSettings, projectionVersion } from './settings.js';
import { addToTables, createMetricTables, metricTables } from './standing-tables.js';

export const CUSTOMERS_PROJECTION = 'customers';

/** The question whose sums are kept: months, the metric's own window. */
export function standingQuestion(metric: Metric, timeZone: string): ContributionQuestion {
  return {
    grain: 'month',
    calendar: calendar('month', timeZone),
    days: calendar('day', timeZone),
    window: metric.window ?? 0,
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
  readonly tableNames: readonly string[];
  private readonly questions: ReadonlyMap<Metric, ContributionQuestion>;

  constructor(
    private readonly metrics: readonly Metric[],
    private readonly settings: InsightSettings,
  ) {
    this.version = projectionVersion(metrics, settings);
    this.tableNames = [
      ...FACT_TABLES,
      CUSTOMER_TABLE,
      ...metrics.flatMap((metric) => Object.values(metricTables(metric))),
    ];
    this.questions = new Map(metrics.map((m) => [m, standingQuestion(m, settings.reportingTimeZone)]));
  }

  create(tables: Tables): string {
    return [
      createFactTables(tables, this.settings.reportingCurrency),
      createCustomerTable(tables),
      ...this.metrics.map((metric) => createMetricTables(metric, tables)),
    ].join('\n');
  }

  fold(connection: Connection, tables: Tables, events: readonly RecordedEvent[]): Promise<Marks> {
    return foldFacts(connection, tables, events, this.settings);
  }

  async settle(
    connection: Connection,
    tables: Tables,
    subjects: readonly string[],
  ): Promise<Map<string, number | null>> {
    const personOf = await personsOf(connection, tables, subjects);
    const concerned = [...new Set([...subjects, ...personOf.values()])];
    const persons = concerned.filter((subject) => (personOf.get(subject) ?? subject) === subject);
    const [[now]] = await rows<[number]>(connection, 'select now()');
    const asOf = now - (now % MINUTE);

    const before = await storedHistories(connection, tables, concerned);
    const after = await loadHistories(connection, tables, persons, this.settings);
    const changes = this.metrics.map((metric) => ({ metric, sums: new SumsByDimensions(metric) }));
    for (const { history, asOf: then } of before.values()) {
      this.exchange(changes, visibleHistory(history, then, this.settings.unitCosts), -1);
    }
    const lines: string[] = [];
    const wakeUps = new Map<string, number | null>(concerned.map((person) => [person, null]));
    for (const [person, history] of after) {
      const visible = visibleHistory(history, asOf, this.settings.unitCosts);
      const until = this.exchange(changes, visible, 1);
      if (until !== Number.POSITIVE_INFINITY) wakeUps.set(person, until);
      lines.push(copyLine(customerRow(person, history, visible)));
    }

    for (const { metric, sums } of changes) await addToTables(connection, tables, metric, sums);
    if (before.size > 0) {
      await connection.query(`delete from ${tables(CUSTOMER_TABLE)} where person = any($1::text[])`, [
        [...before.keys()],
      ]);
    }
    await copyIn(connection, tables(CUSTOMER_TABLE), customerRow.columns, lines);
    return wakeUps;
  }

  /** Adds or withdraws what a person contributes. @returns until when the contribution holds by itself */
  private exchange(
    changes: readonly { metric: Metric; sums: SumsByDimensions }[],
    visible: VisibleHistory,
    sign: 1 | -1,
  ): number {
    let { until } = visible;
    for (const { metric, sums } of changes) {
      const cells = sums.of(visible.dimensions);
      cells.sign = sign;
      cells.until = Number.POSITIVE_INFINITY;
      metric.contribute(visible, this.questions.get(metric) as ContributionQuestion, cells);
      if (cells.until < until) until = cells.until;
    }
    return until;
  }
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
