import { CUSTOMER_DIMENSIONS, type Dimensions } from '../facts/index.js';
import type { Cell, CellMetric, CellSink } from '../metrics/index.js';

export type CellKey = readonly (number | string | null)[];

/** One cell being summed. `persons` counts how often it was asked for: a cell nobody asks for any more is gone. */
export class SummedCell implements Cell {
  persons = 0;

  constructor(
    readonly key: CellKey,
    readonly values: (number | bigint)[],
  ) {}

  sign: 1 | -1 = 1;

  add(measure: number, value: number | bigint): void {
    if (typeof value === 'bigint') {
      const sum = this.values[measure] as bigint;
      this.values[measure] = this.sign === 1 ? sum + value : sum - value;
    } else {
      (this.values[measure] as number) += this.sign * value;
    }
  }
}

export interface UnconvertedSum {
  key: CellKey;
  currency: string;
  count: number;
  amount: bigint;
}

/** Sums of one metric's cells. Contributions are added, or withdrawn with the sign −1. */
export class CellSums implements CellSink {
  readonly cells = new Map<string | number, SummedCell>();
  readonly notConverted = new Map<string, UnconvertedSum>();
  sign: 1 | -1 = 1;
  /** The earliest instant at which a contribution that was added changes by itself. */
  until = Number.POSITIVE_INFINITY;
  private readonly zero: readonly (number | bigint)[];

  constructor(metric: CellMetric) {
    this.zero = metric.measures.map(({ type }) => (type === 'money' ? 0n : 0));
  }

  cell(key: CellKey): SummedCell {
    const name = nameOf(key);
    let found = this.cells.get(name);
    if (!found) {
      found = new SummedCell(key, this.zero.slice());
      this.cells.set(name, found);
    }
    found.sign = this.sign;
    found.persons += this.sign;
    return found;
  }

  unconverted(key: CellKey, currency: string, amount: bigint): void {
    const name = `${nameOf(key)}\u0000${currency}`;
    let found = this.notConverted.get(name);
    if (!found) {
      found = { key, currency, count: 0, amount: 0n };
      this.notConverted.set(name, found);
    }
    found.count += this.sign;
    found.amount += this.sign === 1 ? amount : -amount;
  }

  changesAt(time: number): void {
    if (time < this.until) this.until = time;
  }
}

/** A name that no other key of the same metric has; most keys are one or two numbers, met millions of times. */
function nameOf(key: CellKey): string | number {
  if (key.length === 1) return key[0] as string | number;
  if (key.length === 2) return `${key[0]} ${key[1]}`;
  return key.join('\u0000');
}

/** Sums by the customer dimensions of the persons who contribute. */
export class SumsByDimensions {
  readonly groups = new Map<string, { dimensions: Dimensions; sums: CellSums }>();

  constructor(private readonly metric: CellMetric) {}

  of(dimensions: Dimensions): CellSums {
    const name = dimensions.join('\u0000');
    let found = this.groups.get(name);
    if (!found) {
      found = { dimensions, sums: new CellSums(this.metric) };
      this.groups.set(name, found);
    }
    return found.sums;
  }
}

/** Where a customer dimension stands in {@link Dimensions}; −1 for another kind of dimension. */
export function customerDimension(name: string): number {
  return (CUSTOMER_DIMENSIONS as readonly string[]).indexOf(name);
}
