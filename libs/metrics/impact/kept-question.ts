import { CUSTOMER_DIMENSIONS } from '../../facts/index.js';
import type { Condition, KeptFound, KeptPlan } from '../kept.js';
import type { Question } from '../metric.js';
import { isKnownAtOnce } from './factors.js';
import { KEPT_HORIZON, keptMoments } from './kept-moments.js';
import { OUTCOMES, SHARES } from './outcomes.js';
import type { ImpactQuestion } from './question.js';
import type { Group, SumsOfOutcomes, Tallied } from './tally.js';
import { UnconvertedSums } from './unconverted.js';
import { readWithoutRate } from './without-rate-text.js';

/** How a question is tallied from the moments that are kept; null where they cannot tell. */
export function keptTally(
  asked: ImpactQuestion,
  { asOf, asOfGiven }: Pick<Question, 'asOf' | 'asOfGiven'>,
): Omit<KeptPlan<Tallied>, 'rows'> | null {
  const { moment, landmark, horizon, factor, unit } = asked;
  const table = keptMoments(moment, landmark);
  if (!table || horizon !== KEPT_HORIZON || asOfGiven) return null;

  const over = asOf - landmark - horizon;
  const { atOnce, later } = conditionsOf(asked);
  const { firstBy, where } = firstOf(asked);
  return {
    sums: {
      of: { table, where: [...atOnce, ['time', '<=', over], ...where], firstBy, afterFirst: later },
      by: [factor, 'tenure', 'acquisitionChannel'],
      bandsOf: 'netBefore',
      counts: ['hadBought', ...SHARES],
      amounts: ['netBefore', 'netAfter', 'costToServe'],
      products: [
        ['netBefore', 'netBefore'],
        ['netAfter', 'netAfter'],
        ['netAfter', 'netBefore'],
        ['costToServe', 'costToServe'],
      ],
      texts: 'withoutRate',
    },
    countPersons: unit === 'moment',
    count: { table, where: [...atOnce, ...later, ['time', '>', over]] },
    finish: (found) => tallied(found, unit),
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
function tallied({ sums, texts, persons, count }: KeptFound, unit: ImpactQuestion['unit']): Tallied {
  const groups = new Map<string, Group & { strata: Map<string, SumsOfOutcomes> }>();
  for (const { group, band, rows, counts, amounts, products } of sums) {
    const [name, tenure, acquisitionChannel] = group;
    const known = groups.get(name) ?? { moments: 0, customers: 0, strata: new Map() };
    groups.set(name, known);
    known.moments += rows;
    known.customers = unit === 'customer' ? known.moments : (persons.get(name) ?? 0);
    known.strata.set(`${band} ${tenure} ${acquisitionChannel}`, outcomeSums(rows, counts, amounts, products));
  }
  const unconverted = new UnconvertedSums();
  unconverted.add(texts.flatMap(readWithoutRate));
  return { groups, incomplete: count, unconverted: unconverted.list() };
}

function outcomeSums(
  rows: number,
  [hadBought, ...shares]: readonly number[],
  [netBefore, netAfter, costToServe]: readonly bigint[],
  [beforeSquares, afterSquares, crossed, costSquares]: readonly bigint[],
): SumsOfOutcomes {
  const amounts: Record<string, [sum: bigint, squares: bigint]> = {
    netBefore: [netBefore, beforeSquares],
    netAfter: [netAfter, afterSquares],
    // (a − b)² = a² − 2ab + b²
    netChange: [netAfter - netBefore, afterSquares - 2n * crossed + beforeSquares],
    costToServe: [costToServe, costSquares],
  };
  return Object.fromEntries(
    OUTCOMES.map((name) => {
      const i = (SHARES as readonly string[]).indexOf(name);
      if (i < 0) return [name, { n: rows, sum: amounts[name][0], squares: amounts[name][1] }];
      const n = name === 'stoppedBuying' ? hadBought : rows;
      return [name, { n, sum: BigInt(shares[i]), squares: BigInt(shares[i]) }];
    }),
  ) as SumsOfOutcomes;
}
