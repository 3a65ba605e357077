import type { Row } from '../../api/metrics.js';

/** Lifetime value over spend; null where nothing was spent. */
export function ratioOf(value: Row | undefined, spend: readonly Row[]): number | null {
  const spent = spend.reduce((sum, row) => sum + cents(row.spend as string), 0n);
  if (!value || spent === 0n) return null;
  return Number(cents(value.ltv as string)) / Number(spent);
}

/** Two decimals, as the API gives amounts. */
function cents(amount: string): bigint {
  return BigInt(amount.replace('.', ''));
}
