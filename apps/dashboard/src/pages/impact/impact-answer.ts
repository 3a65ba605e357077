import type { Answer, Value } from '../../api/metrics.js';

/** A group against the reference in one outcome. Shares are numbers, money is decimal text. */
export interface Comparison {
  outcome: string;
  group: string;
  reference: string;
  difference: Value;
  low: Value;
  high: Value;
  pValue: number | null;
  adjustedDifference: Value;
  adjustedLow: Value;
  adjustedHigh: Value;
  strata: number;
  unmatchedShare: number | null;
}

export interface ImpactAnswer extends Answer {
  incomplete: number;
  reference: string | null;
  groupsSetBy: string;
  comparisons: Comparison[];
  note: string;
}

/** In the order of the answer. */
export const OUTCOMES = [
  'stoppedBuying',
  'complainedAgain',
  'satisfied',
  'positiveReview',
  'recommended',
  'netBefore',
  'netAfter',
  'netChange',
  'costToServe',
] as const;

/** Factors of the moments themselves; every customer dimension is one too. */
export const FACTORS: Readonly<Record<string, readonly string[]>> = {
  complaint: ['answered', 'response', 'resolved', 'recovered', 'channel', 'channelFamily', 'topic'],
  contact: ['answered', 'response', 'resolved', 'recovered', 'channel', 'channelFamily', 'topic'],
  survey: ['npsClass', 'csatClass', 'cesClass'],
};
