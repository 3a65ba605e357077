import { setImmediate } from 'node:timers/promises';
import { type Connection, copyLine } from '../database/index.js';
import { AmountsWithoutRate, type History, type VisibleHistory, visibleHistory } from '../facts/index.js';
import type { CellMetric, ContributionQuestion, KeptTable } from '../metrics/index.js';
import type { Share, Tables } from '../projections/index.js';
import { dimensionsName, SumsByDimensions } from './cell-sums.js';
import { customerRow } from './customer-table.js';
import { KeptChanges } from './kept-tables.js';
import type { InsightSettings } from './settings.js';
import { addToTables } from './standing-tables.js';
import { ValueChanges } from './value-tables.js';

/** Persons worked out before others in this process, and the answers of PostgreSQL, get their turn. */
const BREATH = 50;

/** Exchanges what persons contribute to every metric: what they did before is withdrawn, what they do now is added. */
export class Exchange {
  private readonly changes: readonly {
    metric: CellMetric;
    question: ContributionQuestion;
    sums: SumsByDimensions;
    values?: ValueChanges;
  }[];
  private readonly withoutRate = new AmountsWithoutRate();
  private readonly kept: readonly KeptChanges[];

  /** @param asOf the instant that histories are looked at from, in microseconds */
  constructor(
    metrics: readonly CellMetric[],
    questions: ReadonlyMap<CellMetric, ContributionQuestion>,
    kept: readonly KeptTable[],
    private readonly unitCosts: InsightSettings['unitCosts'],
    private readonly asOf: number,
    private readonly share: Share,
  ) {
    this.changes = metrics.map((metric) => {
      const question = questions.get(metric) as ContributionQuestion;
      const values = metric.values && new ValueChanges(metric, metric.values, question);
      return { metric, question, sums: new SumsByDimensions(metric), values };
    });
    this.kept = kept.map((table) => new KeptChanges(table));
  }

  /**
   * Takes persons, each once, with all that they had and have.
   * @param wakeUps gets when each must be looked at again
   * @returns their rows of the customer table
   */
  async take(
    before: ReadonlyMap<string, { history: History; asOf: number }>,
    after: ReadonlyMap<string, History>,
    wakeUps: Map<string, number | null>,
  ): Promise<string[]> {
    const lines: string[] = [];
    let worked = 0;
    for (const [person, { history, asOf }] of before) {
      const home = this.share.homeOf(person);
      const visible = this.look(history, asOf, -1);
      this.contribute(visible, -1);
      for (const { values } of this.changes) values?.withdraw(person, visible);
      for (const rows of this.kept) rows.withdraw(person, home, visible);
      if (++worked % BREATH === 0) await setImmediate();
    }
    for (const [person, history] of after) {
      const home = this.share.homeOf(person);
      const visible = this.look(history, this.asOf, 1);
      const until = this.contribute(visible, 1);
      for (const { values } of this.changes) values?.add(person, home, visible);
      for (const rows of this.kept) rows.add(person, home, visible);
      if (until !== Number.POSITIVE_INFINITY) wakeUps.set(person, until);
      lines.push(copyLine(customerRow(person, home, history, visible)));
      if (++worked % BREATH === 0) await setImmediate();
    }
    return lines;
  }

  /** Once, when all are taken. */
  async write(connection: Connection, tables: Tables): Promise<void> {
    const { lane } = this.share;
    await this.withoutRate.write(connection, tables, this.share);
    for (const { metric, sums, values } of this.changes) {
      await addToTables(connection, tables, metric, sums, lane);
      await values?.write(connection, tables, lane);
    }
    for (const rows of this.kept) await rows.write(connection, tables);
  }

  /** How much it holds: cells of sums, and rows. */
  get size(): number {
    const ofMetrics = this.changes.reduce(
      (sum, { sums, values }) => sum + sums.size + (values?.size ?? 0),
      0,
    );
    return this.kept.reduce((sum, rows) => sum + rows.size, ofMetrics);
  }

  private look(history: History, asOf: number, sign: 1 | -1): VisibleHistory {
    this.withoutRate.add(history, sign);
    return visibleHistory(history, asOf, this.unitCosts);
  }

  /** Adds or withdraws what a person contributes. @returns until when the contribution holds by itself */
  private contribute(visible: VisibleHistory, sign: 1 | -1): number {
    let { until } = visible;
    const name = dimensionsName(visible.dimensions);
    for (const { metric, question, sums } of this.changes) {
      const cells = sums.of(visible.dimensions, name);
      cells.sign = sign;
      cells.until = Number.POSITIVE_INFINITY;
      metric.contribute(visible, question, cells);
      if (cells.until < until) until = cells.until;
    }
    return until;
  }
}
