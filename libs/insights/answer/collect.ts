import type { Connection } from '../../database/index.js';
import { type Dimensions, loadCompany, visibleCompany, visibleHistory } from '../../facts/index.js';
import type { AnswerCell, CellMetric, CellSink, Metric, Question } from '../../metrics/index.js';
import { isCellMetric } from '../../metrics/index.js';
import { overdue, type Standing, tablesOf } from '../../projections/index.js';
import { CellSums, customerDimension } from '../cell-sums.js';
import { standingQuestion, storedHistories } from '../customer-projection.js';
import { eachHistory } from '../each-history.js';
import { baseOf } from '../parts.js';
import type { InsightSettings } from '../settings.js';
import { DIMENSION_COLUMNS, readCells, readUnconverted } from '../standing-tables.js';
import {
  answerCells,
  customerBy,
  passes,
  type RawCell,
  rawCellsOf,
  type Unconverted,
  unconvertedList,
  usesDimension,
} from './raw-cells.js';

export interface Collected {
  cells: AnswerCell[];
  /** Cells of the metric's base; none where it has none. */
  base: AnswerCell[];
  unconverted: Unconverted[];
}

/** Cells, with what could not be converted. */
type Part = Omit<Collected, 'base'>;

/** The cells of a question: from the sums that are kept where they can answer it, else from every history. */
export async function collect(
  connection: Connection,
  standing: Standing,
  metric: CellMetric,
  question: Question,
  settings: InsightSettings,
): Promise<Collected> {
  const gather = answersFromSums(metric, question) ? fromSums : fromHistories;
  const part = await gather(connection, standing, metric, question, settings);
  const base = baseOf(metric);
  if (!base) return { ...part, base: [] };
  const ofCustomers = {
    ...question,
    by: customerBy(question),
    filter: Object.fromEntries(
      Object.entries(question.filter).filter(([name]) => customerDimension(name) >= 0),
    ),
  };
  const { cells } = await gather(connection, standing, base, ofCustomers, settings);
  return { ...part, base: cells };
}

/** What belongs to no customer, as cells of the customer dimensions that it has. */
async function companySums(
  connection: Connection,
  standing: Standing,
  metric: CellMetric,
  question: Question,
  settings: InsightSettings,
): Promise<{ sums: CellSums; group: string[] }[]> {
  if (!metric.contributeCompany) return [];
  const customers = customerBy(question);
  const company = await loadCompany(connection, tablesOf(standing.generation), settings);
  const groups = new Map<string, { sums: CellSums; group: string[] }>();
  metric.contributeCompany(visibleCompany(company, question.asOf), question, (dimensions) =>
    companySink(dimensions, question, () => {
      const group = customers.map((name) => dimensions[customerDimension(name)]);
      const name = group.join('\u0000');
      const known = groups.get(name) ?? { sums: new CellSums(metric), group };
      groups.set(name, known);
      return known.sums;
    }),
  );
  return [...groups.values()];
}

/** Where a contribution with these dimensions goes; nowhere when the question leaves it out. */
export function companySink(dimensions: Dimensions, question: Question, into: () => CellSink): CellSink {
  return passes(dimensions, question.filter) ? into() : NOWHERE;
}

const NOWHERE: CellSink = {
  cell: () => ({ add: () => undefined }),
  unconverted: () => undefined,
  changesAt: () => undefined,
};

/**
 * Whether the sums that are kept can answer: months, the metric's own window, its own parameters as they stand as far
 * as they shape contributions, as of now.
 */
export function answersFromSums(metric: Metric, question: Omit<Question, 'asOf'>): boolean {
  return (
    isCellMetric(metric) &&
    !question.asOfGiven &&
    question.grain === 'month' &&
    question.window === (metric.window ?? 0) &&
    (metric.parameters ?? []).every(
      ({ name, shapes, standard }) => shapes === 'rows' || question.own[name] === standard,
    ) &&
    (metric.standingCovers?.(question) ?? true)
  );
}

async function fromSums(
  connection: Connection,
  standing: Standing,
  metric: CellMetric,
  question: Question,
  settings: InsightSettings,
): Promise<Part> {
  const tables = tablesOf(standing.generation);
  const customers = customerBy(question);
  const column = (dimension: string) => DIMENSION_COLUMNS[customerDimension(dimension)];
  const filters = Object.entries(question.filter);
  const read = {
    by: customers.map(column),
    filter: new Map(
      filters.filter(([name]) => customerDimension(name) >= 0).map(([name, v]) => [column(name), v]),
    ),
    split: new Map(metric.eventDimensions.map((name) => [name, usesDimension(question, name)])),
    keyFilter: new Map(filters.filter(([name]) => customerDimension(name) < 0)),
  };
  const cells: RawCell[] = (await readCells(connection, tables, metric, read)).map(({ group, ...cell }) => ({
    ...cell,
    customerGroup: group,
  }));
  const unconverted = await readUnconverted(connection, tables, metric, read);

  // What has changed by the mere passing of time since the sums were made: exchanged here for this answer.
  const late = await overdue(connection, standing.generation, question.asOf);
  for (const { history, asOf } of (await storedHistories(connection, tables, late)).values()) {
    if (!passes(history.dimensions, question.filter)) continue;
    const group = customers.map((name) => history.dimensions[customerDimension(name)]);
    for (const [sign, at] of [
      [-1, asOf],
      [1, question.asOf],
    ] as const) {
      const sums = new CellSums(metric);
      sums.sign = sign;
      metric.contribute(
        visibleHistory(history, at, settings.unitCosts),
        standingQuestion(metric, question.timeZone),
        sums,
      );
      cells.push(...rawCellsOf(sums, group));
      unconverted.push(...sums.notConverted.values());
    }
  }
  for (const { sums, group } of await companySums(connection, standing, metric, question, settings)) {
    cells.push(...rawCellsOf(sums, group));
    unconverted.push(...sums.notConverted.values());
  }
  return {
    cells: answerCells(cells, metric, question),
    unconverted: unconvertedList(unconverted, metric, question),
  };
}

async function fromHistories(
  connection: Connection,
  standing: Standing,
  metric: CellMetric,
  question: Question,
  settings: InsightSettings,
): Promise<Part> {
  const customers = customerBy(question);
  const groups = new Map<string, { group: string[]; inside: CellSums; outside: CellSums }>();
  for await (const { history } of eachHistory(connection, tablesOf(standing.generation), question.filter)) {
    const visible = visibleHistory(history, question.asOf, settings.unitCosts);
    const group = customers.map((name) => visible.dimensions[customerDimension(name)]);
    const name = group.join('\u0000');
    let sums = groups.get(name);
    if (!sums) {
      sums = { group, inside: new CellSums(metric), outside: new CellSums(metric) };
      groups.set(name, sums);
    }
    metric.contribute(
      visible,
      question,
      isChosen(visible.purchases[0]?.time, metric, question) ? sums.inside : sums.outside,
    );
  }
  for (const { sums, group } of await companySums(connection, standing, metric, question, settings)) {
    groups.set(`company ${group.join('\u0000')}`, { group, inside: sums, outside: new CellSums(metric) });
  }
  const all = [...groups.values()];
  return {
    cells: answerCells(
      all.flatMap(({ group, inside, outside }) => [
        ...rawCellsOf(inside, group),
        ...rawCellsOf(outside, group, true),
      ]),
      metric,
      question,
    ),
    unconverted: unconvertedList(
      all.flatMap(({ inside }) => [...inside.notConverted.values()]),
      metric,
      question,
    ),
  };
}

/** Where from and to choose customers, whether they choose this one. */
export function isChosen(firstPurchase: number | undefined, metric: Metric, { from, to }: Question): boolean {
  if (metric.range !== 'first-purchase' || firstPurchase === undefined) return true;
  return (from === null || firstPurchase >= from) && (to === null || firstPurchase < to);
}
