import { DAY } from '../../calendar/index.js';
import { type Comparison, comparisonsOf } from './comparisons.js';
import { ImpactTally } from './tally.js';
import { coverage, expectNominal } from './testing/coverage.js';
import { fractions } from './testing/fractions.js';
import { backgroundOf, drawKind } from './testing/kinds.js';
import { madeCustomer, QUESTION } from './testing/made-customer.js';
import { units } from './testing/units.js';

/*
 * Worlds with the bias of waiting. Half of the complaints are answered within a week, which alone has an effect. Of the
 * others half are answered later, but only where the customer is still there: who leaves at once cannot be answered
 * later. So whoever is unanswered in the end is more often one who has left, although late answers do nothing.
 */
const STOPS = { mean: 0.4, rich: -0.15, old: -0.05 };
const LATER = 0.5;

interface World {
  seed: number;
  customers: number;
  /** How much an answer within a week adds to the probability to stop. */
  effect: number;
  /** How much being rich changes the probability of such an answer. */
  confounding: number;
}

type Landmark = 0 | 7;

/** Sizes as in confounded-money.spec.ts, for the same reasons. */
const CUSTOMERS = 400;
const WORLDS = 600;

/** The difference in who stops, answered − unanswered, of one world by either landmark. */
function play({ seed, customers, effect, confounding }: World): Record<Landmark, Comparison> {
  const fraction = fractions(seed);
  const made = Array.from({ length: customers }, () => {
    const kind = drawKind(fraction);
    const soon = fraction() < 0.5 + (kind.rich ? 1 : -1) * confounding;
    const base = STOPS.mean + (kind.rich ? 1 : -1) * STOPS.rich + (kind.old ? 1 : -1) * STOPS.old;
    const stops = fraction() < base + (soon ? effect : 0);
    const later = !soon && !stops && fraction() < LATER;
    return madeCustomer({
      ...backgroundOf(kind),
      // In the 90 days after the complaint, and in those after its first week.
      ...{ after: stops ? null : units(30), buysAfter: 60 },
      ...{ answered: soon || later, answeredAfter: Math.floor((soon ? 0 : 8) + 7 * fraction()) },
    });
  });
  const stopped = (landmark: Landmark) => {
    const question = { ...QUESTION, landmark: landmark * DAY };
    const tally = new ImpactTally(question);
    for (const customer of made) tally.add(customer);
    const [comparison] = comparisonsOf(tally.finish(), question, { precision: 4 }, ['stoppedBuying']);
    return comparison;
  };
  return { 0: stopped(0), 7: stopped(7) };
}

const adjusted = ({ adjustedLow: low, adjustedHigh: high }: Comparison) => ({ low, high });

test('an answer that does nothing seems to keep customers without a landmark, and not with one of a week', () => {
  // Of a hundred, 50 are answered soon, of whom 20 stop. Of the other 50 as many stop, and of the 30 who stay 15 are
  // answered later. In the end 20 of 65 answered stop and 20 of 35 unanswered: 0.308 − 0.571. By the seventh day it is
  // 20 of 50 and 20 of 50.
  const { 0: without, 7: week } = play({ seed: 7, customers: 8_000, effect: 0, confounding: 0 });
  expect(without.difference).toBeCloseTo(20 / 65 - 20 / 35, 1);
  expect(without.high as number).toBeLessThan(-0.2);
  // It is so within each kind: adjusting cannot mend it.
  expect(without.adjustedHigh as number).toBeLessThan(-0.2);
  expect(week.difference).toBeCloseTo(0, 1);
  for (const { low, high } of [week, adjusted(week)]) {
    expect(low as number).toBeLessThan(0);
    expect(high as number).toBeGreaterThan(0);
  }
});

/** The worlds of a confounding, each with another effect, from −15 to 15 points. */
function worlds(confounding: number) {
  const played = new Map<number, ReturnType<typeof play>>();
  return (seed: number) => {
    const effect = ((seed % 31) - 15) / 100;
    const compared = played.get(seed) ?? play({ seed, customers: CUSTOMERS, effect, confounding });
    played.set(seed, compared);
    return { compared, truth: effect };
  };
}

describe('over 600 worlds with the bias of waiting', () => {
  const confounded = worlds(0.2);
  const drawnByLot = worlds(0);
  const raw = (landmark: Landmark) =>
    coverage(WORLDS, (seed) => {
      const { compared, truth } = drawnByLot(seed);
      return { ...compared[landmark], truth };
    });
  const adjustedOf = (landmark: Landmark) =>
    coverage(WORLDS, (seed) => {
      const { compared, truth } = confounded(seed);
      return { ...adjusted(compared[landmark]), truth };
    });

  test('with landmark 7 the raw interval covers the truth 92 % to 98 % of the time, where lots are drawn', () => {
    expectNominal(raw(7));
  });

  test('with landmark 7 so does the adjusted interval, where answering soon is confounded', () => {
    expectNominal(adjustedOf(7));
  });

  test('without a landmark either covers it seldom', () => {
    expect(raw(0)).toBeLessThan(0.1);
    expect(adjustedOf(0)).toBeLessThan(0.1);
  });
});
