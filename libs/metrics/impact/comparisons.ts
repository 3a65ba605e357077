import { formatFraction, perHead } from '../../money/index.js';
import {
  adjustedDifference,
  newcombe,
  pooledZ,
  type Stratum,
  sampleOf,
  welch,
} from '../../statistics/index.js';
import type { AnswerValue, Question } from '../metric.js';
import { inOrder } from './factors.js';
import { isShare, OUTCOMES, type OutcomeName } from './outcomes.js';
import type { ImpactQuestion } from './question.js';
import { type Group, type OutcomeSums, sumsOf, type Tallied } from './tally.js';

/** How a group differs from the reference in an outcome. Shares differ as numbers, money as decimal text. */
export interface Comparison {
  outcome: OutcomeName;
  group: string;
  reference: string;
  difference: AnswerValue;
  low: AnswerValue;
  high: AnswerValue;
  pValue: number | null;
  adjustedDifference: AnswerValue;
  adjustedLow: AnswerValue;
  adjustedHigh: AnswerValue;
  /** How many strata the adjusted difference is of. */
  strata: number;
  /** Of both groups’ customers, those outside these strata; null without customers. */
  unmatchedShare: number | null;
}

/** The group that others are compared with: the one asked for, else the largest, of equals the first by name. */
export function referenceOf({ groups }: Tallied, { reference, unit }: ImpactQuestion): string | null {
  const size = (group: string) => groups.get(group)?.[unit === 'customer' ? 'customers' : 'moments'] ?? 0;
  const [largest = null] = [...groups.keys()].sort((a, b) => size(b) - size(a) || (a < b ? -1 : 1));
  return reference ?? largest;
}

/**
 * Each group that appears against the reference, in every outcome; none where the reference does not appear.
 * @param outcomes those that are wanted
 */
export function comparisonsOf(
  tallied: Tallied,
  question: ImpactQuestion,
  { precision }: Pick<Question, 'precision'>,
  outcomes: readonly OutcomeName[] = OUTCOMES,
): Comparison[] {
  const { groups } = tallied;
  const reference = referenceOf(tallied, question);
  if (reference === null || !groups.has(reference)) return [];
  const others = inOrder(question.factor, groups.keys()).filter((group) => group !== reference);
  return others.flatMap((group) =>
    outcomes.map((outcome) => compare(groups, group, reference, outcome, question, precision)),
  );
}

function compare(
  groups: Tallied['groups'],
  group: string,
  reference: string,
  outcome: OutcomeName,
  { unit }: ImpactQuestion,
  places: number,
): Comparison {
  const one = sumsOf(groups.get(group), outcome);
  const other = sumsOf(groups.get(reference), outcome);
  const adjusted = adjustedDifference(strataOf(groups.get(group), groups.get(reference), outcome));
  // Moments of one customer are not independent of each other: nothing can be said of chance.
  const ofChance = unit === 'customer';
  const raw = ofChance ? chanceOf(one, other, isShare(outcome)) : null;
  const asText = (value: number | null | undefined): AnswerValue => {
    if (value === null || value === undefined) return null;
    return isShare(outcome) ? value : formatFraction(value, places);
  };
  return {
    outcome,
    group,
    reference,
    difference: isShare(outcome)
      ? shareDifference(one, other)
      : perHead(
          one.sum * BigInt(other.n) - other.sum * BigInt(one.n),
          BigInt(one.n) * BigInt(other.n),
          places,
        ),
    low: asText(raw?.low),
    high: asText(raw?.high),
    pValue: raw?.pValue ?? null,
    adjustedDifference: asText(adjusted.difference),
    adjustedLow: asText(ofChance ? adjusted.low : null),
    adjustedHigh: asText(ofChance ? adjusted.high : null),
    strata: adjusted.strata,
    unmatchedShare: adjusted.unmatchedShare,
  };
}

function shareDifference(one: OutcomeSums, other: OutcomeSums): number | null {
  if (one.n === 0 || other.n === 0) return null;
  return Number(one.sum) / one.n - Number(other.sum) / other.n;
}

/** What chance alone makes of a difference: its interval, and how likely one as large is where there is none. */
function chanceOf(
  one: OutcomeSums,
  other: OutcomeSums,
  share: boolean,
): { low: number; high: number; pValue: number | null } | null {
  if (!share) {
    return welch(sampleOf(one.n, one.sum, one.squares), sampleOf(other.n, other.sum, other.squares));
  }
  const counts = [Number(one.sum), one.n, Number(other.sum), other.n] as const;
  const interval = newcombe(...counts);
  return interval && { ...interval, pValue: pooledZ(...counts) };
}

/** Both groups in every stratum that holds one of them. */
function strataOf(one: Group | undefined, other: Group | undefined, outcome: OutcomeName): Stratum[] {
  const names = new Set([...(one?.strata.keys() ?? []), ...(other?.strata.keys() ?? [])]);
  const sampleIn = (group: Group | undefined, stratum: string) => {
    const { n, sum, squares } = group?.strata.get(stratum)?.[outcome] ?? { n: 0, sum: 0n, squares: 0n };
    return sampleOf(n, sum, squares);
  };
  return [...names].map((name) => ({ sample1: sampleIn(one, name), sample0: sampleIn(other, name) }));
}
