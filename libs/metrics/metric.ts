import type { Calendar, Grain } from '../calendar/index.js';
import type {
  Company,
  CustomerDimension,
  Dimensions,
  VisibleCompany,
  VisibleHistory,
} from '../facts/index.js';
import type { KeptPlan, KeptTable } from './kept.js';
import type { OwnParameter } from './own-parameter.js';

/**
 * A column that names a cell. `dimension` columns hold null in the cells that are not split by it. A column without
 * `dimension` that is among the metric's event dimensions is one by which its rows are always split.
 */
export interface KeyColumn {
  /** Of an event dimension, or a key field of the rows: its name there. */
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
  /** Names a customer, or a case of one: null for keys without the scope `customers:read`. */
  personal?: true;
  /** Of an estimate: whether it is a share, a number, or a mean amount of money, a decimal text without a count. */
  estimateOf?: 'share' | 'money';
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
  /** The splits by event dimensions that cells are wanted of; cells of others may be left out. */
  splits: readonly Split[];
}

/** Event dimensions that cells are split by, all at once; the empty one is the whole. */
export type Split = readonly string[];

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

/**
 * Values that no sum can stand for, such as times to an answer: the answer's cells have their percentiles, by nearest
 * rank. Whole numbers up to 2^53.
 */
export interface Values {
  distributions: readonly { name: string; shares: readonly number[] }[];
  /** A person's values, one of each distribution at a time or null, with the whole key of a cell: no dimension is null. */
  of(
    history: VisibleHistory,
    question: ContributionQuestion,
  ): { key: readonly (number | string)[]; values: readonly (number | null)[] }[];
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
  /** By distribution of the metric's {@link Values} and by its shares; none where the cell has no values. */
  percentiles?: readonly (readonly number[] | null)[];
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
  /** What `from` and `to` choose: period rows, customers by first purchase, or moments. */
  range: 'periods' | 'first-purchase' | 'moments';
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
  /** Splits that sums are kept of, default every one; a question by another is answered from the histories. */
  keptSplits?: readonly Split[];
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
    question: Question,
    cellsOf: (dimensions: Dimensions) => CellSink,
  ): void;
  /** What of the company {@link CellMetric.contributeCompany} looks at; default all there is. */
  companyFacts?: readonly (keyof Company)[];
  /** Sums that are split by less, such as denominators: by customer dimensions and by dimension columns of their own. */
  base?: Sums;
  /** What an answer is split by when `by` is this; default just that. */
  splitBy?(by: readonly string[]): readonly string[];
  /** Values of which the rows take percentiles. */
  values?: Values;
  /** Whether a cell belongs to the range that the question asks for; a cell that is cut by it does. */
  inRange(key: readonly (number | string | null)[], question: Question): boolean;
  /** @param base cells of {@link CellMetric.base}; their groups are of those dimensions in `by` that it has */
  rows(cells: readonly AnswerCell[], question: Question, base: readonly AnswerCell[]): AnswerRow[];
  /** The row's key fields, by which explain names it, to the key of its cells. @throws RangeError */
  rowKey(row: Readonly<Record<string, string>>, question: Question): (number | string)[];
  /** What explain says of a row where the row tells apart what its cells add up; default the measures of the cells. */
  explains?: {
    measures: readonly MeasureColumn[];
    /** Takes what events add under the key of a cell, and adds it to the measures above. */
    cellIn(row: Cell, key: readonly (number | string | null)[], question: Question): Cell;
  };
}

/** A metric that no sums can answer: it looks at one customer after the other. */
export interface HistoryMetric extends MetricDescription {
  /** For metrics that are always split: the split when none is asked for, and by how many dimensions at most. */
  split?: { standard: readonly string[]; most: number };
  /** What the answer says beside its rows: JSON Schemas by field, all of them always there. */
  beside?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  begin(question: Question): Tally;
  /** Rows kept of every person, and how they answer what they can; what they give is what the histories would. */
  kept?: {
    /** Metrics that need the same rows name the same tables. */
    tables: readonly KeptTable[];
    /** Null for a question that only the histories can answer. */
    plan(question: Question): KeptPlan<TallyAnswer> | null;
  };
  /** The events behind a row; left out where rows count none. */
  explains?: RowEvents;
}

/** Which events make a row of a {@link HistoryMetric}, and what each adds to it. */
export interface RowEvents {
  measures: readonly MeasureColumn[];
  /** Columns that name a row where each is of one customer, who comes first: no other history is looked at. */
  key?: readonly string[];
  /** Columns that may be named beside the key, where it alone is of several rows. */
  furtherKey?: readonly string[];
  /**
   * @param group the row’s values of the key, of the further key and of the dimensions in `by`; '' for what the
   * further key does not name
   */
  contribute(history: VisibleHistory, question: Question, group: readonly string[], row: Cell): void;
}

/** Money left out of sums because its currency has no rate, in that currency. */
export interface UnconvertedAmount {
  currency: string;
  /** Of events. */
  count: number;
  amount: bigint;
}

/** What a {@link HistoryMetric} gathers while it looks at every customer who passes the filter. */
export interface Tally {
  add(person: string, history: VisibleHistory): void;
  finish(): TallyAnswer;
}

export interface TallyAnswer {
  rows: AnswerRow[];
  /** What the answer says beside its rows. */
  beside?: Readonly<Record<string, unknown>>;
  /** By currency, in order. */
  unconverted?: readonly UnconvertedAmount[];
}

/** All there is to know of a metric. */
export type Metric = CellMetric | HistoryMetric;

export function isCellMetric(metric: Metric): metric is CellMetric {
  return 'contribute' in metric;
}

export type { CustomerDimension, Grain };
