import { DAY } from '../../calendar/index.js';
import { type Comparison, comparisonsOf } from '../impact/comparisons.js';
import type { ImpactQuestion } from '../impact/question.js';
import { sumsOf, type Tallied } from '../impact/tally.js';
import type { Question } from '../metric.js';

/** The outcome that is a loss. */
export const STOPPED = 'stoppedBuying';

/** What `impact` is asked for the risks: `by=answered&landmark=7&reference=answered`, over all complaints. */
export function riskQuestion({ filter }: Pick<Question, 'filter'>): ImpactQuestion {
  return {
    moment: 'complaint',
    kind: null,
    horizon: 90 * DAY,
    landmark: 7 * DAY,
    unit: 'customer',
    factor: 'answered',
    filter,
    reference: 'answered',
    from: null,
    to: null,
  };
}

/** How likely a customer is to stop buying. */
export interface Risk {
  /** The share seen among the answered; null where there is none. */
  ifAnswered: number | null;
  /** That plus the adjusted difference, from 0 to 1; null without strata that hold both. */
  ifUnanswered: number | null;
  /** What the difference rests on; null where nobody, or everybody, was answered. */
  comparison: Comparison | null;
}

export function riskOf(tallied: Tallied): Risk {
  const answered = sumsOf(tallied.groups.get('answered'), STOPPED);
  const ifAnswered = answered.n === 0 ? null : Number(answered.sum) / answered.n;
  // Shares are not rounded, whatever the precision of money.
  const comparison =
    comparisonsOf(tallied, riskQuestion({ filter: {} }), { precision: 4 }, [STOPPED]).find(
      ({ group }) => group === 'unanswered',
    ) ?? null;
  const difference = comparison?.adjustedDifference ?? null;
  return {
    ifAnswered,
    ifUnanswered:
      ifAnswered === null || difference === null
        ? null
        : Math.min(1, Math.max(0, ifAnswered + Number(difference))),
    comparison,
  };
}
