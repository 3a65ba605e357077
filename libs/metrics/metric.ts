import type { Calendar, Grain } from '../calendar/index.js';
import type { CustomerDimension, Dimensions, VisibleCompany, VisibleHistory } from '../facts/index.js';
import type { OwnParameter } from './own-parameter.js';

/** A column that names a cell. `dimension` columns hold null in the cells that are not split by it. */
export interface KeyColumn {
  name: string;
  /** `bigint` for numbers beyond 2^31, such as microseconds. */
  type: 'integer' | 'bigint' | 'text';
  dimension?: true;
}

/** A number that a cell adds up. Money is in ten-thousandths of the reporting currency. */
export interface MeasureColumn {
  name: string;
  type: 'count' | 'money';
}

/** A column of the answer, for the catalogue, CSV, the documentation and BI. */
export interface AnswerColumn {
  name: string;
  /** A `number` is any; a `time` an instant; an `estimate` an object of n, count, value, low and high. */
  type: 'period' | 'text' | 'count' | 'money' | 'rate' | 'number' | 'time' | 'boolean' | 'estimate';
  description: string;
  /** Null where there is nothing to divide by; a rate always may be. */
  nullable?: true;
}

/** What shapes a person's contribution. */
export interface ContributionQuestion {
  grain: Grain;
  calendar: Calendar;
  /** Of days, for keys that are dates. */
  days: Calendar;
  /** Days of 24 hours; only for metrics with a window. */
  window: number;
  /** Values of the metric's own parameters, as texts; null where one has no standard value and was not given. */
  own: Readonly<Record<string, string | null>>;
}

/** A question with its parameters resolved. Times in microseconds. */
export interface Question extends ContributionQuestion {
  timeZone: string;
  asOf: number;
  /** Whether asOf was asked for, or is now. */
  asOfGiven: boolean;
  from: number | null;
  to: number | null;
  by: readonly string[];
  filter: Readonly<Record<string, string>>;
  /** Decimal places of money. */
  precision: number;
}

/** One thing to add to a cell: which measure, how much, by which event. */
export interface Cell {
  add(measure: number, value: number | bigint, event: number): void;
}

/** Where a person's contribution goes. Asking for a cell makes it exist, although nothing may be added to it. */
export interface CellSink {
  cell(key: readonly (number | string | null)[]): Cell;
  /** Money of this cell that could not be converted. */
  unconverted(
    key: readonly (number | string | null)[],
    currency: string,
    amount: bigint,
    event: number,
  ): void;
  /** The contribution is another one from this instant on, without any new event. */
  changesAt(time: number): void;
}

/** Cells of an answer, summed over persons and over what the question does not ask for. */
export interface AnswerCell {
  /** The key's columns, dimension columns left out. */
  key: readonly (number | string)[];
  /** Values of the dimensions in `by`, in its order. */
  group: readonly string[];
  /** Counts as numbers, money as bigint, in the order of the metric's measures. */
  values: readonly (number | bigint)[];
  /** Not in the range asked for: says only up to when there is data. */
  outside?: boolean;
}

/** A value of a row: plain, or an estimate with its parts. */
export type AnswerValue = string | number | boolean | null;
export type AnswerRow = Record<string, AnswerValue | Readonly<Record<string, AnswerValue>>>;

/** What every metric says of itself. */
export interface MetricDescription {
  name: string;
  version: number;
  title: string;
  description: string;
  /** What the columns leave open, to the letter; for the documentation. */
  definition?: string;
  unit: string;
  /** Where the definition comes from in the literature. */
  source: string;
  /** Whether `from` and `to` choose period rows, or customers by first purchase. */
  range: 'periods' | 'first-purchase';
  /** Whether it has a grain. */
  grain: boolean;
  /** Default window in days, for metrics that have one. */
  window?: number;
  /** Beside the customer dimensions: dimensions of its events. */
  eventDimensions: readonly string[];
  /** Parameters that no other metric has. */
  parameters?: readonly OwnParameter[];
  columns: readonly AnswerColumn[];
  /** How many columns come before those of `by`. */
  columnsBeforeGroups: number;
}

/** Sums that a metric is made of. */
export interface Sums {
  keys: readonly KeyColumn[];
  measures: readonly MeasureColumn[];
  contribute(history: VisibleHistory, question: ContributionQuestion, cells: CellSink): void;
}

/**
 * A metric made of sums. A person's contribution is a plain function of what is known of the person; the engine keeps
 * its sums for the standing question, and works out any other from the histories by the same function.
 */
export interface CellMetric extends MetricDescription, Sums {
  /** Whether the sums that are kept can answer for this range; default yes. */
  standingCovers?(question: Omit<Question, 'asOf'>): boolean;
  /** What belongs to no customer: spend, posts. @param cellsOf where it goes, by the customer dimensions it has */
  contributeCompany?(
    company: VisibleCompany,
    question: ContributionQuestion,
    cellsOf: (dimensions: Dimensions) => CellSink,
  ): void;
  /** Sums that only customer dimensions split, such as denominators. Their keys have no dimension columns. */
  base?: Sums;
  /** Whether a cell belongs to the range that the question asks for; a cell that is cut by it does. */
  inRange(key: readonly (number | string | null)[], question: Question): boolean;
  /** @param base cells of {@link CellMetric.base}; their groups are of the customer dimensions in `by` */
  rows(cells: readonly AnswerCell[], question: Question, base: readonly AnswerCell[]): AnswerRow[];
  /** The row's key fields, by which explain names it, to the key of its cells. @throws RangeError */
  rowKey(row: Readonly<Record<string, string>>, question: Question): (number | string)[];
}

/** A metric that no sums can answer: it looks at one customer after the other. */
export interface HistoryMetric extends MetricDescription {
  /** For metrics that are always split: the split when none is asked for, and by how many dimensions at most. */
  split?: { standard: readonly string[]; most: number };
  begin(question: Question): Tally;
}

/** What a {@link HistoryMetric} gathers while it looks at every customer who passes the filter. */
export interface Tally {
  add(person: string, history: VisibleHistory): void;
  /** The rows, and what the answer says beside them. */
  finish(): { rows: AnswerRow[]; beside?: Readonly<Record<string, unknown>> };
}

/** All there is to know of a metric. */
export type Metric = CellMetric | HistoryMetric;

export function isCellMetric(metric: Metric): metric is CellMetric {
  return 'contribute' in metric;
}

export type { CustomerDimension, Grain };
