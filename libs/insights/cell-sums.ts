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

/** Cells by the parts of their key, one after the other. */
type ByKey = Map<number | string | null, ByKey | SummedCell>;

export interface UnconvertedSum {
  key: CellKey;
  currency: string;
  count: number;
  amount: bigint;
}

/** Sums of one metric's cells. Contributions are added, or withdrawn with the sign −1. */
export class CellSums implements CellSink {
  readonly cells: SummedCell[] = [];
  readonly notConverted = new Map<string, UnconvertedSum>();
  sign: 1 | -1 = 1;
  /** The earliest instant at which a contribution that was added changes by itself. */
  until = Number.POSITIVE_INFINITY;
  private readonly byKey: ByKey = new Map();
  private readonly zero: readonly (number | bigint)[];

  constructor(metric: CellMetric) {
    this.zero = metric.measures.map(({ type }) => (type === 'money' ? 0n : 0));
  }

  cell(key: CellKey): SummedCell {
    // Met millions of times: part by part it is found without a name being made of it.
    let level = this.byKey;
    const last = key.length - 1;
    for (let i = 0; i < last; i++) {
      let next = level.get(key[i]) as ByKey | undefined;
      if (!next) {
        next = new Map();
        level.set(key[i], next);
      }
      level = next;
    }
    let found = level.get(key[last]) as SummedCell | undefined;
    if (!found) {
      found = new SummedCell(key, this.zero.slice());
      level.set(key[last], found);
      this.cells.push(found);
    }
    found.sign = this.sign;
    found.persons += this.sign;
    return found;
  }

  unconverted(key: CellKey, currency: string, amount: bigint): void {
    const name = [...key, currency].join('\u0000');
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

/** A name that no other combination of dimensions has. */
export function dimensionsName(dimensions: Dimensions): string {
  return dimensions.join('\u0000');
}

/** Sums by the customer dimensions of the persons who contribute. */
export class SumsByDimensions {
  readonly groups = new Map<string, { dimensions: Dimensions; sums: CellSums }>();

  constructor(private readonly metric: CellMetric) {}

  /** How many cells it holds. */
  get size(): number {
    let size = 0;
    for (const { sums } of this.groups.values()) size += sums.cells.length;
    return size;
  }

  /** @param name the dimensions' {@link dimensionsName}, for whoever asks many sums for the same */
  of(dimensions: Dimensions, name = dimensionsName(dimensions)): CellSums {
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
