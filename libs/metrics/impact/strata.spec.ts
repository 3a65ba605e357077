import { DAY } from '../../calendar/index.js';
import { comparisonsOf } from './comparisons.js';
import { bandOf, cutsOf, tenureAt } from './strata.js';
import { ImpactTally } from './tally.js';
import { type MadeCustomer, madeCustomer, QUESTION } from './testing/made-customer.js';
import { units } from './testing/units.js';

describe('bands', () => {
  it('are cut at nearest-rank percentiles, a value at a cut below it', () => {
    // Of ten values the 2nd, 4th, 6th and 8th.
    const values = [10n, 20n, 30n, 40n, 50n, 60n, 70n, 80n, 90n, 100n];
    expect(cutsOf([...values].reverse())).toEqual([20n, 40n, 60n, 80n]);
    expect(values.map((value) => bandOf(value, cutsOf(values)))).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it('round the rank up', () => {
    // Of three values ranks 0.6, 1.2, 1.8 and 2.4 are the 1st, 2nd, 2nd and 3rd.
    expect(cutsOf([1n, 2n, 3n])).toEqual([1n, 2n, 2n, 3n]);
    expect([1n, 2n, 3n].map((value) => bandOf(value, [1n, 2n, 2n, 3n]))).toEqual([0, 1, 3]);
    expect(cutsOf([])).toEqual([]);
  });

  it('keep equal values together', () => {
    // The 2nd, 4th and 6th of ten are 0, the 8th is 7: zeros are one band, 7 is above three cuts, 9 above all four.
    const values = [0n, 0n, 0n, 0n, 0n, 0n, 0n, 7n, 9n, 9n];
    expect(cutsOf(values)).toEqual([0n, 0n, 0n, 7n]);
    expect([0n, 7n, 9n].map((value) => bandOf(value, cutsOf(values)))).toEqual([0, 3, 4]);
  });
});

test('tenure counts from the first purchase, at the moment itself', () => {
  const time = 400 * DAY;
  const first = (days: number) => tenureAt(time, madeAt(time - days * DAY));
  expect(tenureAt(time, { purchases: [] })).toBe('none');
  expect([first(-1), first(0), first(89), first(90), first(364), first(365)]).toEqual([
    ...['none', '<90d', '<90d', '<365d', '<365d', 'longer'],
  ]);
});

function madeAt(time: number) {
  const [purchase] = madeCustomer({ before: 0n, after: null, tenure: null, answered: false }).purchases;
  return { purchases: [{ ...purchase, time }] };
}

/*
 * Two strata by hand, all customers new (a purchase of the day before is their first), all of one channel. Net before is
 * 10 for ten of them and 50 for ten: the 20 and 40 percentiles are 10, the 60 and 80 are 50, so those with 10 are in
 * band 0 and those with 50 in band 2. Beside them two customers of another channel, both answered: no stratum of both.
 *
 *                 answered            unanswered          difference of shares that stop
 *   net 10        4, of which 1 stops   6, of which 3 stop    1/4 − 3/6 = −0.25
 *   net 50        6, of which 0 stop    4, of which 1 stops   0 − 1/4 = −0.25
 *   elsewhere     2, of which 2 stop    0
 *
 * Of 22 customers 20 are in the two strata, 10 in each: weights 1/2, unmatched 2/22. Difference −0.25.
 * Sample variances p(1 − p)·n/(n − 1): 0.25 of 4, 0.3 of 6; 0 of 6, 0.25 of 4.
 * Variance 1/4 × (0.25/4 + 0.3/6) + 1/4 × (0 + 0.25/4) = 0.25 × 0.1125 + 0.25 × 0.0625 = 0.04375; its root 0.2091650.
 * Raw: 3/12 − 4/10 = −0.15.
 *
 * Net after is 20 for those who do not stop, 0 for others; the adjusted difference of its means is
 * 1/2 × (3 × 20/4 − 3 × 20/6) + 1/2 × (20 − 3 × 20/4) = 1/2 × 5 + 1/2 × 5 = 5.
 */
function customers(
  count: number,
  stops: number,
  made: Pick<MadeCustomer, 'before' | 'answered'>,
  channel?: string,
) {
  return Array.from({ length: count }, (_, i) =>
    madeCustomer({
      ...made,
      tenure: null,
      after: i < stops ? null : units(20),
      ...(channel && { acquisitionChannel: channel }),
    }),
  );
}
const ALL = [
  ...customers(4, 1, { before: units(10), answered: true }),
  ...customers(6, 3, { before: units(10), answered: false }),
  ...customers(6, 0, { before: units(50), answered: true }),
  ...customers(4, 1, { before: units(50), answered: false }),
  ...customers(2, 2, { before: units(50), answered: true }, 'search'),
];

test('the adjusted difference over two strata', () => {
  const tally = new ImpactTally(QUESTION);
  for (const customer of ALL) tally.add(customer);
  const comparisons = comparisonsOf(tally.finish(), QUESTION, { precision: 4 });
  const stopped = comparisons.find(({ outcome }) => outcome === 'stoppedBuying');
  expect(stopped).toMatchObject({ group: 'answered', reference: 'unanswered', strata: 2 });
  expect(stopped?.difference).toBeCloseTo(-0.15, 12);
  expect(stopped?.unmatchedShare).toBeCloseTo(2 / 22, 12);
  expect(stopped?.adjustedDifference).toBeCloseTo(-0.25, 12);
  expect(stopped?.adjustedLow).toBeCloseTo(-0.25 - 1.959964 * 0.209165, 5);
  expect(stopped?.adjustedHigh).toBeCloseTo(-0.25 + 1.959964 * 0.209165, 5);
  expect(comparisons.find(({ outcome }) => outcome === 'netAfter')).toMatchObject({
    adjustedDifference: '5.0000',
    strata: 2,
  });
});

test('the answer does not depend on the order of customers', () => {
  const answers = [ALL, [...ALL].reverse(), [...ALL.slice(7), ...ALL.slice(0, 7)]].map((order) => {
    const tally = new ImpactTally(QUESTION);
    for (const customer of order) tally.add(customer);
    return comparisonsOf(tally.finish(), QUESTION, { precision: 4 });
  });
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
});
