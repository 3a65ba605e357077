import type { AnswerRow } from '../metric.js';
import { type Comparison, comparisonsOf } from './comparisons.js';
import type { OutcomeName } from './outcomes.js';
import { impactRows } from './rows.js';
import { ImpactTally } from './tally.js';
import { coverage, expectNominal } from './testing/coverage.js';
import { fractions } from './testing/fractions.js';
import { backgroundOf, drawKind } from './testing/kinds.js';
import { madeCustomer, QUESTION } from './testing/made-customer.js';
import { units } from './testing/units.js';

/*
 * Worlds in which the truth is known. Every customer has bought before; being rich or poor (200 or 20), new or old, and
 * come by search or by referral decides both how likely a customer is to be answered and to stop buying, so that those
 * who are answered are others than those who are not. Within these eight kinds chance alone decides.
 */
interface World {
  seed: number;
  customers: number;
  /** How much answering adds to the probability to stop. */
  effect: number;
  /** How much being rich changes the probability to be answered, and to stop. */
  confounding: { answered: number; stops: number };
}

/** What those who go on buying pay is spread evenly over this range, more by 10 where they were answered. */
const PAID = { least: 10, most: 50, effect: 10 };

function play({ seed, customers, effect, confounding }: World): {
  rows: AnswerRow[];
  comparisons: Comparison[];
} {
  const fraction = fractions(seed);
  const tally = new ImpactTally(QUESTION);
  for (let i = 0; i < customers; i++) {
    const kind = drawKind(fraction);
    const { rich, old, search } = kind;
    const answered = fraction() < 0.5 + (rich ? 1 : -1) * confounding.answered;
    const base = 0.4 + (rich ? -1 : 1) * confounding.stops + (old ? -0.05 : 0.05) + (search ? 0.03 : -0.03);
    const stops = fraction() < base + (answered ? effect : 0);
    const paid = PAID.least + (PAID.most - PAID.least) * fraction() + (answered ? PAID.effect : 0);
    tally.add(madeCustomer({ ...backgroundOf(kind), after: stops ? null : units(paid), answered }));
  }
  const tallied = tally.finish();
  return {
    rows: impactRows(tallied, QUESTION, { precision: 4 }),
    comparisons: comparisonsOf(tallied, QUESTION, { precision: 4 }),
  };
}

const of = (comparisons: readonly Comparison[], outcome: OutcomeName) =>
  comparisons.find((comparison) => comparison.outcome === outcome) as Comparison;

test('a planted confounder: the raw difference is far from zero, the adjusted interval covers it', () => {
  // Of the rich 80 % are answered and 20 % stop, of the poor 20 % and 60 %: answered 0.8 × 0.2 + 0.2 × 0.6 = 28 % stop,
  // unanswered 52 %, although answering does nothing.
  const confounding = { answered: 0.3, stops: 0.2 };
  const { comparisons } = play({ seed: 7, customers: 4_000, effect: 0, confounding });
  const stopped = of(comparisons, 'stoppedBuying');
  expect(stopped.difference).toBeCloseTo(-0.24, 1);
  expect(stopped.high as number).toBeLessThan(-0.15);
  expect(stopped.pValue as number).toBeLessThan(1e-6);
  expect(stopped.strata).toBe(8);
  expect(stopped.unmatchedShare).toBe(0);
  expect(stopped.adjustedLow as number).toBeLessThan(0);
  expect(stopped.adjustedHigh as number).toBeGreaterThan(0);
  expect(Math.abs(stopped.adjustedDifference as number)).toBeLessThan(0.05);
});

test('a planted effect of ten points: the adjusted interval covers it, the raw one does not', () => {
  const confounding = { answered: 0.3, stops: 0.2 };
  const { comparisons } = play({ seed: 11, customers: 4_000, effect: -0.1, confounding });
  const stopped = of(comparisons, 'stoppedBuying');
  expect(stopped.adjustedLow as number).toBeLessThan(-0.1);
  expect(stopped.adjustedHigh as number).toBeGreaterThan(-0.1);
  expect(stopped.adjustedHigh as number).toBeLessThan(0);
  expect(stopped.high as number).toBeLessThan(-0.2);
});

const WORLDS = 200;

describe('over 200 worlds 95 % intervals cover the truth between 92 % and 98 % of the time', () => {
  const worlds = (confounding: World['confounding']) => {
    const played = new Map<number, ReturnType<typeof play>>();
    return (seed: number) => {
      // Effects from −15 to 15 points, another in each world.
      const world = { seed, customers: 800, effect: ((seed % 31) - 15) / 100, confounding };
      const known = played.get(seed) ?? play(world);
      played.set(seed, known);
      return { ...known, effect: world.effect };
    };
  };
  const confounded = worlds({ answered: 0.2, stops: 0.15 });
  const drawnByLot = worlds({ answered: 0, stops: 0.15 });

  test('of the adjusted difference of a share, where answering is confounded', () => {
    expectNominal(
      coverage(WORLDS, (seed) => {
        const { comparisons, effect } = confounded(seed);
        const { adjustedLow: low, adjustedHigh: high } = of(comparisons, 'stoppedBuying');
        return { low, high, truth: effect };
      }),
    );
  });

  test('where it is, the raw interval covers it seldom', () => {
    const raw = coverage(WORLDS, (seed) => {
      const { comparisons, effect } = confounded(seed);
      return { ...of(comparisons, 'stoppedBuying'), truth: effect };
    });
    expect(raw).toBeLessThan(0.5);
  });

  test('of the raw difference of a share, where lots are drawn', () => {
    expectNominal(
      coverage(WORLDS, (seed) => {
        const { comparisons, effect } = drawnByLot(seed);
        return { ...of(comparisons, 'stoppedBuying'), truth: effect };
      }),
    );
  });

  test('of the raw difference of money, where lots are drawn', () => {
    expectNominal(
      coverage(WORLDS, (seed) => {
        const { comparisons, effect } = drawnByLot(seed);
        // Who goes on, 60 % − effect of the answered, pays 30 on average, and 10 more where answered.
        const truth = (0.6 - effect) * 40 - 0.6 * 30;
        return { ...of(comparisons, 'netAfter'), truth };
      }),
    );
  });

  test('of the share and of the mean amount of a group', () => {
    const unanswered = (seed: number, outcome: OutcomeName) => {
      const row = drawnByLot(seed).rows.find(({ group }) => group === 'unanswered') as AnswerRow;
      return row[outcome] as { low: unknown; high: unknown };
    };
    expectNominal(coverage(WORLDS, (seed) => ({ ...unanswered(seed, 'stoppedBuying'), truth: 0.4 })));
    expectNominal(coverage(WORLDS, (seed) => ({ ...unanswered(seed, 'netAfter'), truth: 0.6 * 30 })));
  });
});
