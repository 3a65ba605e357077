import { CUSTOMER_DIMENSIONS } from '../../facts/index.js';
import type { Condition, KeptFound, KeptPlan } from '../kept.js';
import type { Question } from '../metric.js';
import { isKnownAtOnce } from './factors.js';
import { KEPT_HORIZON, keptMoments } from './kept-moments.js';
import { AMOUNTS, isShare, OUTCOMES, type OutcomeName } from './outcomes.js';
import type { ImpactQuestion } from './question.js';
import type { Group, SumsOfOutcomes, Tallied } from './tally.js';
import { UnconvertedSums } from './unconverted.js';
import { readWithoutRate } from './without-rate-text.js';

/** What a tally needs of the kept rows. */
type KeptTally = Pick<KeptPlan<Tallied>, 'sums' | 'countPersons' | 'count'> & {
  finish(found: KeptFound): Tallied;
};

/**
 * How a question is tallied from the moments that are kept; null where they cannot tell.
 * @param outcomes those that are wanted: others are not summed, and money without a rate is told only with amounts
 */
export function keptTally(
  asked: ImpactQuestion,
  { asOf, asOfGiven }: Pick<Question, 'asOf' | 'asOfGiven'>,
  outcomes: readonly OutcomeName[] = OUTCOMES,
): KeptTally | null {
  const { moment, landmark, horizon, factor, unit } = asked;
  const table = keptMoments(moment, landmark);
  if (!table || horizon !== KEPT_HORIZON || asOfGiven) return null;

  const over = asOf - landmark - horizon;
  const { atOnce, later } = conditionsOf(asked);
  const { firstBy, where } = firstOf(asked);
  const shares = outcomes.filter(isShare);
  const amounts = AMOUNTS.some((name) => outcomes.includes(name));
  return {
    sums: {
      of: { table, where: [...atOnce, ['time', '<=', over], ...where], firstBy, afterFirst: later },
      by: [factor, 'tenure', 'acquisitionChannel'],
      bandsOf: 'netBefore',
      counts: ['hadBought', ...shares],
      amounts: amounts ? ['netBefore', 'netAfter', 'costToServe'] : [],
      products: amounts
        ? [
            ['netBefore', 'netBefore'],
            ['netAfter', 'netAfter'],
            ['netAfter', 'netBefore'],
            ['costToServe', 'costToServe'],
          ]
        : [],
      ...(amounts && { texts: 'withoutRate' }),
    },
    countPersons: unit === 'moment',
    count: { table, where: [...atOnce, ...later, ['time', '>', over]] },
    finish: (found) => tallied(found, unit, shares),
  };
}

/** What is known as a moment comes says which moments there are; what became of it, which of those chosen are left. */
function conditionsOf({ moment, kind, filter, from, to }: ImpactQuestion) {
  const filters = Object.entries(filter).map(([name, value]): Condition => [name, '=', value]);
  const atOnce: Condition[] = filters.filter(([name]) => isKnownAtOnce(name));
  if (moment === 'survey' && kind !== null) atOnce.push(['kind', '=', kind]);
  if (from !== null) atOnce.push(['time', '>=', from]);
  if (to !== null) atOnce.push(['time', '<', to]);
  return { atOnce, later: filters.filter(([name]) => !isKnownAtOnce(name)) };
}

/** Whether a question leaves out some moments of a customer by what they are, and not by when. */
function leavesSomeOut({ moment, kind, filter }: ImpactQuestion): boolean {
  const dimensions: readonly string[] = CUSTOMER_DIMENSIONS;
  return (
    (moment === 'survey' && kind !== null) ||
    Object.keys(filter).some((name) => isKnownAtOnce(name) && !dimensions.includes(name))
  );
}

/** Which moments of a customer count: of all, or since `from`, the first tells by itself that it is. */
function firstOf(asked: ImpactQuestion): { firstBy?: string; where: Condition[] } {
  if (asked.unit === 'moment') return { where: [] };
  if (leavesSomeOut(asked)) return { firstBy: 'ordinal', where: [] };
  return { where: [asked.from === null ? ['ordinal', '=', 0] : ['previous', '<', asked.from]] };
}

/** The sums of strata, put under their groups. */
function tallied(
  { sums, texts, persons, count }: KeptFound,
  unit: ImpactQuestion['unit'],
  shares: readonly OutcomeName[],
): Tallied {
  const groups = new Map<string, Group & { strata: Map<string, SumsOfOutcomes> }>();
  for (const { group, band, rows, counts, amounts, products } of sums) {
    const [name, tenure, acquisitionChannel] = group;
    const known = groups.get(name) ?? { moments: 0, customers: 0, strata: new Map() };
    groups.set(name, known);
    known.moments += rows;
    known.customers = unit === 'customer' ? known.moments : (persons.get(name) ?? 0);
    const of = amounts.length > 0 ? amountSums(rows, amounts, products) : {};
    known.strata.set(`${band} ${tenure} ${acquisitionChannel}`, {
      ...shareSums(rows, counts, shares),
      ...of,
    } as SumsOfOutcomes);
  }
  const unconverted = new UnconvertedSums();
  unconverted.add(texts.flatMap(readWithoutRate));
  return { groups, incomplete: count, unconverted: unconverted.list() };
}

function shareSums(
  rows: number,
  [hadBought, ...counts]: readonly number[],
  shares: readonly OutcomeName[],
): Partial<SumsOfOutcomes> {
  return Object.fromEntries(
    shares.map((name, i) => {
      const happened = BigInt(counts[i]);
      return [name, { n: name === 'stoppedBuying' ? hadBought : rows, sum: happened, squares: happened }];
    }),
  );
}

function amountSums(
  n: number,
  [netBefore, netAfter, costToServe]: readonly bigint[],
  [beforeSquares, afterSquares, crossed, costSquares]: readonly bigint[],
): Partial<SumsOfOutcomes> {
  return {
    netBefore: { n, sum: netBefore, squares: beforeSquares },
    netAfter: { n, sum: netAfter, squares: afterSquares },
    // (a − b)² = a² − 2ab + b²
    netChange: { n, sum: netAfter - netBefore, squares: afterSquares - 2n * crossed + beforeSquares },
    costToServe: { n, sum: costToServe, squares: costSquares },
  };
}
