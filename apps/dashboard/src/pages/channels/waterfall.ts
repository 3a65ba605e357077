import type { Row } from '../../api/metrics.js';

/** From the cost before to the cost after, all channels together. Exact decimal texts, as the rows add up. */
export interface Waterfall {
  costBefore: string;
  volumeEffect: string;
  mixEffect: string;
  rateEffect: string;
  costAfter: string;
}

/** Sums of the rows in ten-thousandths: ask with `precision=4`, where every identity holds. */
export function waterfallOf(rows: readonly Row[]): Waterfall {
  const sum = (column: keyof Waterfall) =>
    decimal(rows.reduce((total, row) => total + units(row[column] as string), 0n));
  return {
    costBefore: sum('costBefore'),
    volumeEffect: sum('volumeEffect'),
    mixEffect: sum('mixEffect'),
    rateEffect: sum('rateEffect'),
    costAfter: sum('costAfter'),
  };
}

const PLACES = 4;

function units(amount: string): bigint {
  const [whole, fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(PLACES, '0'));
}

function decimal(amount: bigint): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(PLACES + 1, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`;
}
