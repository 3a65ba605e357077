import { formatFraction, perHead } from '../../money/index.js';
import { studentMean, wilson } from '../../statistics/index.js';
import { checkRowCount } from '../answer-size.js';
import type { AnswerRow, AnswerValue, Question } from '../metric.js';
import { inOrder } from './factors.js';
import { isShare, OUTCOMES } from './outcomes.js';
import type { ImpactQuestion } from './question.js';
import { type OutcomeSums, sumsOf, type Tallied } from './tally.js';

type Estimate = Readonly<Record<'n' | 'count' | 'value' | 'low' | 'high', AnswerValue>>;

/** A row per group that appears, in its factor's order. @throws TooManyRows */
export function impactRows(
  { groups }: Tallied,
  { factor, unit }: ImpactQuestion,
  { precision }: Pick<Question, 'precision'>,
): AnswerRow[] {
  checkRowCount(groups.size);
  const withIntervals = unit === 'customer';
  return inOrder(factor, groups.keys()).map((group) => ({
    group,
    [factor]: group,
    moments: groups.get(group)?.moments ?? 0,
    customers: groups.get(group)?.customers ?? 0,
    ...Object.fromEntries(
      OUTCOMES.map((outcome) => {
        const sums = sumsOf(groups.get(group), outcome);
        return [
          outcome,
          isShare(outcome)
            ? shareEstimate(sums, withIntervals)
            : moneyEstimate(sums, withIntervals, precision),
        ];
      }),
    ),
  }));
}

/** The share of those counted in whom it happened, with Wilson's interval. */
function shareEstimate({ n, sum }: OutcomeSums, withInterval: boolean): Estimate {
  const count = Number(sum);
  const interval = withInterval ? wilson(count, n) : null;
  return {
    n,
    count,
    value: n === 0 ? null : count / n,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  };
}

/** The mean amount, with Student's interval. */
function moneyEstimate({ n, sum, squares }: OutcomeSums, withInterval: boolean, places: number): Estimate {
  const interval = withInterval ? studentMean(n, sum, squares) : null;
  return {
    n,
    count: null,
    value: perHead(sum, n, places),
    low: interval && formatFraction(interval.low, places),
    high: interval && formatFraction(interval.high, places),
  };
}
