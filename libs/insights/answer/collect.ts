import { isDeepStrictEqual } from 'node:util';
import type { Connection } from '../../database/index.js';
import { type Dimensions, loadCompany, visibleCompany, visibleHistory } from '../../facts/index.js';
import type {
  AnswerCell,
  CellMetric,
  CellSink,
  Metric,
  Question,
  Split,
  Values,
} from '../../metrics/index.js';
import { isCellMetric } from '../../metrics/index.js';
import { overdue, type Standing, tablesOf } from '../../projections/index.js';
import { CellSums, customerDimension } from '../cell-sums.js';
import { standingQuestion, storedHistories } from '../customer-projection.js';
import { eachHistory } from '../each-history.js';
import { baseOf, keptSplits } from '../parts.js';
import { type Percentiles, percentilesName } from '../percentiles.js';
import type { InsightSettings } from '../settings.js';
import { columnOf, DIMENSION_COLUMNS, readCells, readUnconverted } from '../standing-tables.js';
import { readPercentiles, valueRows } from '../value-tables.js';
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
import { ValueLists } from './value-lists.js';

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
  const { cells } = await gather(connection, standing, base, questionOfBase(base, question), settings);
  return { ...part, base: cells };
}

/** The question without the dimensions that a base does not have. */
function questionOfBase(base: CellMetric, question: Question): Question {
  const has = (name: string) => customerDimension(name) >= 0 || base.eventDimensions.includes(name);
  return {
    ...question,
    by: question.by.filter(has),
    filter: Object.fromEntries(Object.entries(question.filter).filter(([name]) => has(name))),
    splits: question.splits.map((split) => split.filter(has)),
  };
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
  const tables = tablesOf(standing.generation);
  const company = await loadCompany(connection, tables, settings, metric.companyFacts);
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
    keepsSplits(metric, question.splits) &&
    (metric.standingCovers?.(question) ?? true)
  );
}

function keepsSplits(metric: CellMetric, splits: readonly Split[]): boolean {
  const kept = keptSplits(metric);
  return splits.every((split) =>
    kept.some((one) => one.length === split.length && split.every((name) => one.includes(name))),
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
    split: new Map(
      metric.keys
        .filter(({ dimension }) => dimension)
        .map(({ name }) => [columnOf(name), usesDimension(question, name)]),
    ),
    keyFilter: new Map(
      filters.filter(([name]) => customerDimension(name) < 0).map(([name, v]) => [columnOf(name), v]),
    ),
  };
  const cells: RawCell[] = (await readCells(connection, tables, metric, read)).map(({ group, ...cell }) => ({
    ...cell,
    customerGroup: group,
  }));
  const unconverted = await readUnconverted(connection, tables, metric, read);

  const kept = standingQuestion(metric, question.timeZone);
  // What has changed by the mere passing of time since the sums were made: exchanged here for this answer.
  const late = await overdue(connection, standing.generation, question.asOf);
  const instead = new Map<string, ReturnType<typeof valueRows>>();
  for (const [person, { history, asOf }] of await storedHistories(connection, tables, late)) {
    if (metric.values) {
      const rowsAt = (time: number) =>
        valueRows(metric.values as Values, person, visibleHistory(history, time, settings.unitCosts), kept);
      const now = rowsAt(question.asOf);
      if (!isDeepStrictEqual(now, rowsAt(asOf))) instead.set(person, now);
    }
    if (!passes(history.dimensions, question.filter)) continue;
    const group = customers.map((name) => history.dimensions[customerDimension(name)]);
    for (const [sign, at] of [
      [-1, asOf],
      [1, question.asOf],
    ] as const) {
      const sums = new CellSums(metric);
      sums.sign = sign;
      metric.contribute(visibleHistory(history, at, settings.unitCosts), kept, sums);
      cells.push(...rawCellsOf(sums, group));
      unconverted.push(...sums.notConverted.values());
    }
  }
  for (const { sums, group } of await companySums(connection, standing, metric, question, settings)) {
    cells.push(...rawCellsOf(sums, group));
    unconverted.push(...sums.notConverted.values());
  }
  const percentiles = await readPercentiles(connection, tables, metric, question, instead);
  return {
    cells: withPercentiles(answerCells(cells, metric, question), percentiles),
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
  const values = metric.values && new ValueLists(metric, metric.values, question);
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
    const chosen = isChosen(visible.purchases[0]?.time, metric, question);
    metric.contribute(visible, question, chosen ? sums.inside : sums.outside);
    if (chosen) values?.add(visible);
  }
  for (const { sums, group } of await companySums(connection, standing, metric, question, settings)) {
    groups.set(`company ${group.join('\u0000')}`, { group, inside: sums, outside: new CellSums(metric) });
  }
  const all = [...groups.values()];
  const cells = answerCells(
    all.flatMap(({ group, inside, outside }) => [
      ...rawCellsOf(inside, group),
      ...rawCellsOf(outside, group, true),
    ]),
    metric,
    question,
  );
  return {
    cells: values ? withPercentiles(cells, values.percentiles()) : cells,
    unconverted: unconvertedList(
      all.flatMap(({ inside }) => [...inside.notConverted.values()]),
      metric,
      question,
    ),
  };
}

function withPercentiles(cells: AnswerCell[], percentiles: Percentiles): AnswerCell[] {
  if (percentiles.size === 0) return cells;
  return cells.map((cell) => ({
    ...cell,
    percentiles: percentiles.get(percentilesName(cell.key, cell.group)),
  }));
}

/** Where from and to choose customers, whether they choose this one. */
export function isChosen(firstPurchase: number | undefined, metric: Metric, { from, to }: Question): boolean {
  if (metric.range !== 'first-purchase' || firstPurchase === undefined) return true;
  return (from === null || firstPurchase >= from) && (to === null || firstPurchase < to);
}
