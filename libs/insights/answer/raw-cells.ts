import type { Dimensions } from '../../facts/index.js';
import {
  type AnswerCell,
  addValues,
  type CellMetric,
  type Question,
  type Split,
} from '../../metrics/index.js';
import { type CellKey, type CellSums, customerDimension } from '../cell-sums.js';

/** Sums of persons who are alike in the customer dimensions that the question asks for. */
export interface RawCell {
  key: CellKey;
  /** Values of the customer dimensions among `by`, in its order. */
  customerGroup: readonly string[];
  persons: number;
  values: readonly (number | bigint)[];
  outside?: boolean;
}

/** What could not be converted, as answers list it: by currency, in that currency. */
export interface Unconverted {
  currency: string;
  count: number;
  amount: bigint;
}

/** The customer dimensions among `by`. */
export function customerBy({ by }: Pick<Question, 'by'>): string[] {
  return by.filter((dimension) => customerDimension(dimension) >= 0);
}

/** Whether a person passes the customer dimensions of the filter. */
export function passes(dimensions: Dimensions, filter: Question['filter']): boolean {
  return Object.entries(filter).every(([name, value]) => {
    const index = customerDimension(name);
    return index < 0 || dimensions[index] === value;
  });
}

/** Whether the answer is split or narrowed by an event dimension; its cells are those of exactly that split. */
export function usesDimension({ by, filter }: Pick<Question, 'by' | 'filter'>, dimension: string): boolean {
  return by.includes(dimension) || Object.hasOwn(filter, dimension);
}

/** The dimension columns that the answer is split or narrowed by. */
export function usedSplit({ keys }: CellMetric, question: Pick<Question, 'by' | 'filter'>): Split {
  return keys
    .filter(({ name, dimension }) => dimension && usesDimension(question, name))
    .map(({ name }) => name);
}

/** Whether a cell belongs to the split that the question needs, and passes its event dimensions' filter. */
export function isAsked(
  key: CellKey,
  metric: CellMetric,
  question: Pick<Question, 'by' | 'filter'>,
): boolean {
  return metric.keys.every(({ name, dimension }, i) => {
    if (dimension && (key[i] !== null) !== usesDimension(question, name)) return false;
    return !Object.hasOwn(question.filter, name) || question.filter[name] === key[i];
  });
}

export function rawCellsOf(sums: CellSums, customerGroup: readonly string[], outside = false): RawCell[] {
  return sums.cells.map(({ key, persons, values }) => ({
    key,
    customerGroup,
    persons,
    values,
    outside,
  }));
}

/** Cells of the answer: those asked for, summed over what the question does not ask for. */
export function answerCells(raw: readonly RawCell[], metric: CellMetric, question: Question): AnswerCell[] {
  const sums = new Map<string, { cell: AnswerCell; values: (number | bigint)[]; persons: number }>();
  for (const { key, customerGroup, persons, values, outside = false } of raw) {
    if (!isAsked(key, metric, question)) continue;
    const group = groupOf(key, customerGroup, metric, question);
    const plainKey = key.filter((_, i) => !metric.keys[i].dimension) as (number | string)[];
    const out = outside || !metric.inRange(plainKey, question);
    const name = `${out ? 1 : 0}\u0000${plainKey.join('\u0000')}\u0000${group.join('\u0000')}`;
    const known = sums.get(name);
    if (!known) {
      const own = [...values];
      sums.set(name, { cell: { key: plainKey, group, values: own, outside: out }, values: own, persons });
    } else {
      known.persons += persons;
      addValues(known.values, values);
    }
  }
  return [...sums.values()].filter(({ persons }) => persons !== 0).map(({ cell }) => cell);
}

/** A cell's values of the dimensions in `by`, in its order. */
export function groupOf(
  key: CellKey,
  customerGroup: readonly string[],
  metric: CellMetric,
  { by }: Pick<Question, 'by'>,
): string[] {
  let next = 0;
  return by.map((dimension) => {
    if (customerDimension(dimension) >= 0) return customerGroup[next++];
    return key[metric.keys.findIndex(({ name }) => name === dimension)] as string;
  });
}

/** By currency, in order; only of cells in range. */
export function unconvertedList(
  found: readonly { key: CellKey; currency: string; count: number; amount: bigint }[],
  metric: CellMetric,
  question: Question,
): Unconverted[] {
  const sums = new Map<string, Unconverted>();
  for (const { key, currency, count, amount } of found) {
    if (!isAsked(key, metric, question)) continue;
    if (
      !metric.inRange(
        key.filter((_, i) => !metric.keys[i].dimension),
        question,
      )
    )
      continue;
    const sum = sums.get(currency) ?? { currency, count: 0, amount: 0n };
    sum.count += count;
    sum.amount += amount;
    sums.set(currency, sum);
  }
  return [...sums.values()]
    .filter(({ count }) => count > 0)
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
