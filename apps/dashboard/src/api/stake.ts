import { type Answer, useMetric } from './metrics.js';

export interface StakeAnswer extends Answer {
  /** Each customer once. */
  total: { complaints: number; customers: number; valueAtStake: string | null };
}

/** What waits for an answer now, whatever the range of the page. */
export function useStake() {
  return useMetric<StakeAnswer>('at-stake', {});
}
