import { type Answer, useMetric } from './metrics.js';

export interface StakeAnswer extends Answer {
  /** Each customer once. */
  total: { complaints: number; customers: number; valueAtStake: string | null };
}

/** Rows that are asked for; the total is of all. */
export const STAKE_ROWS = 50;

/** As many as an answer may have: for CSV, which has them all. */
export const MOST_STAKE_ROWS = '250000';

/** What waits for an answer now, whatever the range of the page: the worst of it. */
export function useStake() {
  return useMetric<StakeAnswer>('at-stake', { top: String(STAKE_ROWS) });
}
