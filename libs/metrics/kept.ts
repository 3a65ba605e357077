import type { VisibleHistory } from '../facts/index.js';

/** A column of rows that are kept. Times are microseconds since the epoch, money is ten-thousandths. */
export interface KeptColumn {
  name: string;
  type: 'time' | 'money' | 'integer' | 'boolean' | 'text';
  /** Of texts: empty in nearly every row; the others are found without looking at those. */
  sparse?: true;
  /** Rows are looked for by a range of it that few lie in. */
  searched?: true;
}

/** Times may be ±Infinity. */
export type KeptValue = string | number | bigint | boolean;

export interface KeptRow {
  /** Of the event that the row is of; no other row of the table has it. */
  position: number;
  /** In the order of the table's columns. */
  values: readonly KeptValue[];
}

/**
 * Rows kept of each person, beside the history and exchanged with it. The engine adds the position, the person and the
 * customer dimensions. As long as no more is seen of the person, rows made earlier must serve every later instant.
 */
export interface KeptTable {
  /** Of the table: snake_case. */
  name: string;
  columns: readonly KeptColumn[];
  rows(history: VisibleHistory): KeptRow[];
}

/** What a column of a kept table, or a customer dimension, must be. */
export type Condition = readonly [
  column: string,
  comparison: '=' | '<' | '<=' | '>' | '>=',
  value: KeptValue,
];

/** Rows of a kept table. */
export interface KeptSelection {
  table: KeptTable;
  where: readonly Condition[];
  /** Of each person only the row that is lowest in this column, of those that fulfil `where`. */
  firstBy?: string;
  /** What rows must be beside: looked at when the first has been chosen. */
  afterFirst?: readonly Condition[];
}

/** Exact sums of rows that are alike in some columns and in the fifth that an amount belongs to. */
export interface KeptSumsRead {
  of: KeptSelection;
  /** Columns of text, or customer dimensions. */
  by: readonly string[];
  /** The money of which the nearest-rank 20, 40, 60 and 80 percentiles over all rows make five bands. */
  bandsOf: string;
  /** Columns of booleans: how often they are true. */
  counts: readonly string[];
  /** Columns of money. */
  amounts: readonly string[];
  /** Pairs of columns of money: sums of their products. */
  products: readonly (readonly [string, string])[];
  /** A sparse column whose texts are listed; left out, none. */
  texts?: string;
}

export interface KeptSums {
  /** Values of `by`. */
  group: readonly string[];
  /** 0 to 4: how many of the percentiles lie below. */
  band: number;
  rows: number;
  counts: readonly number[];
  amounts: readonly bigint[];
  products: readonly bigint[];
}

/** Rows of a selection as they are, of their columns those that are named. */
export interface KeptRowsRead {
  of: KeptSelection;
  columns: readonly string[];
  /** Columns by which they come, highest first where that is said; left out, in no order. */
  order?: readonly { by: string; highestFirst?: true }[];
  /** The first so many. */
  limit?: number;
}

/** How many rows of a selection have each amount. */
export interface KeptAmountsRead {
  of: KeptSelection;
  /** A column of money. */
  by: string;
}

export interface KeptAmount {
  amount: bigint;
  rows: number;
  persons: number;
}

/** What is read beside the sums. */
export interface KeptReads {
  rows: readonly KeptRowsRead[];
  amounts: readonly KeptAmountsRead[];
}

/** What was found, in the order of the reads. */
export interface FoundReads {
  rows: readonly (readonly FoundRow[])[];
  amounts: readonly (readonly KeptAmount[])[];
}

/** What a question needs of the kept rows, and what it makes of it. */
export interface KeptPlan<Answer> {
  sums: KeptSumsRead;
  /** Whether {@link KeptFound.persons} is needed. */
  countPersons: boolean;
  /** Rows that are counted beside. */
  count: KeptSelection;
  reads?: KeptReads;
  /** What must be read besides, by what was found; null for nothing. */
  further?(found: KeptFound): KeptReads | null;
  finish(found: KeptFound, further: FoundReads | null): Answer;
}

export interface KeptFound {
  sums: readonly KeptSums[];
  /** The texts that are not empty, of the rows that were summed. */
  texts: readonly string[];
  /** How many persons the summed rows are of, by the first column of `by`; none unless asked for. */
  persons: ReadonlyMap<string, number>;
  count: number;
  reads: FoundReads;
}

/** A row of a {@link KeptRowsRead}: the person, then values in the order of its columns, money as text. */
export type FoundRow = readonly [person: string, ...values: (string | number | boolean)[]];
