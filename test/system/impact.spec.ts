import { IMPACT_HISTORY, IMPACT_SETTINGS } from './impact-history.js';
import { type Json, type RunningSystem, runSystem } from './run-system.js';

// Every figure here is worked out by hand from the history that test/system/impact-history.ts tells. Intervals are
// worked out from the formulas: with z² = 3.841459, Wilson's of 0 of n is [0, z²/(n + z²)], of n of n [n/(n + z²), 1].

const ASKED = { horizon: '30', asOf: '2025-01-01T00:00:00Z' };

let system: RunningSystem;
beforeAll(async () => {
  system = await runSystem(IMPACT_SETTINGS);
  await system.publish(IMPACT_HISTORY);
});
afterAll(() => system?.close());

const impact = (parameters: Record<string, string> = {}): Promise<Json> =>
  system.metric('impact', { ...ASKED, ...parameters });

/** Groups with what is counted in them. */
async function customersBy(parameters: Record<string, string>): Promise<Record<string, number>> {
  const { rows } = await impact(parameters);
  return Object.fromEntries(rows.map(({ group, customers }: Json) => [group, customers]));
}

const share = (count: number, n: number) => ({ count, n, value: n === 0 ? null : count / n });
const SHARES = ['stoppedBuying', 'complainedAgain', 'satisfied', 'positiveReview', 'recommended'];
const AMOUNTS = ['netBefore', 'netAfter', 'netChange', 'costToServe'];
const rowOf = (answer: Json, group: string) => answer.rows.find((row: Json) => row.group === group);

describe('outcomes', () => {
  test('of the answered (Ann, Cem, Dee) and of the unanswered (Bob)', async () => {
    const answer = await impact();
    expect(answer.rows).toMatchObject([
      {
        ...{ group: 'answered', answered: 'answered', moments: 3, customers: 3 },
        // Ann and Dee had bought in the 30 days before, Dee at the very instant; both buy again, Dee at the last instant.
        stoppedBuying: share(0, 2),
        complainedAgain: share(0, 3),
        // Ann, by the answer about it, and Cem, by the first one there is; Dee's about it is a 3, whatever came before.
        satisfied: share(2, 3),
        positiveReview: share(1, 3),
        // Ann by her mention, Cem by the 9 of the last instant.
        recommended: share(2, 3),
        // (100 + 0 + 30) / 3
        netBefore: { n: 3, count: null, value: '43.33' },
        // (40 − 10 + 20 + 7) / 3
        netAfter: { n: 3, count: null, value: '19.00' },
        // (−70 + 20 − 23) / 3
        netChange: { n: 3, count: null, value: '-24.33' },
        // Ann's compensation of 5.00; Dee called at the instant of her complaint, not after it.
        costToServe: { n: 3, count: null, value: '1.67' },
      },
      {
        ...{ group: 'unanswered', answered: 'unanswered', moments: 1, customers: 1 },
        stoppedBuying: share(1, 1),
        complainedAgain: share(1, 1),
        satisfied: share(0, 1),
        positiveReview: share(0, 1),
        recommended: share(0, 1),
        netBefore: { value: '50.00', low: null, high: null },
        netAfter: { value: '0.00' },
        netChange: { value: '-50.00' },
        costToServe: { value: '4.50' },
      },
    ]);
    // Wilson: 3.841459 / 5.841459, 1 / 4.841459
    const [answered, unanswered] = answer.rows;
    expect(answered.stoppedBuying.low).toBe(0);
    expect(answered.stoppedBuying.high).toBeCloseTo(0.657619, 5);
    expect(unanswered.stoppedBuying.low).toBeCloseTo(0.206549, 5);
    expect(unanswered.stoppedBuying.high).toBe(1);
    // Student with two degrees of freedom, t = 4.302653: 43.333333 ± t × √(2633.333333 / 3) = ± 127.477
    expect(answered.netBefore).toMatchObject({ low: '-84.14', high: '170.81' });
    expect(answer).toMatchObject({ incomplete: 1, reference: 'answered', landmark: 0 });
    expect(answer.groupsSetBy).toContain('No landmark');
    expect(answer.note).toContain('still an observation, not an experiment');
    expect(answer.parameters).toMatchObject({
      ...{ moment: 'complaint', kind: null, horizon: 30, landmark: 0, unit: 'customer', reference: null },
      by: ['answered'],
    });
  });

  test('the landmark: only what had happened after 7 days sets the group, and outcomes count from there', async () => {
    const answer = await impact({ landmark: '7' });
    // From Jun 8 to Jul 8, 12:00. Cem is answered at the landmark itself.
    expect(rowOf(answer, 'answered')).toMatchObject({
      customers: 3,
      stoppedBuying: share(0, 2),
      // Ann's 5 of Jun 3 came before; Cem's 4 and Dee's 3 after.
      satisfied: share(1, 3),
      positiveReview: share(1, 3),
      recommended: share(2, 3),
      netBefore: { value: '43.33' },
      netAfter: { value: '19.00' },
      // The compensation of Jun 2 came before.
      costToServe: { value: '0.00' },
    });
    expect(rowOf(answer, 'unanswered')).toMatchObject({
      complainedAgain: share(1, 1),
      // The call of Jun 5 came before.
      costToServe: { value: '0.00' },
    });
    expect(answer.landmark).toBe(7);
    expect(answer.groupsSetBy).toContain('Landmark after 7 days');
  });

  test('precision says how many decimals money has', async () => {
    const { rows } = await impact({ precision: '4' });
    expect(rows[0].netBefore).toMatchObject({ value: '43.3333' });
    expect(rows[0].costToServe).toMatchObject({ value: '1.6667' });
  });
});

describe('factors', () => {
  const factors: Record<string, Record<string, number>> = {
    // Cem's resolution counts as the answer; Dee waited an hour less than a week.
    answered: { answered: 3, unanswered: 1 },
    response: { '≤30m': 1, '<1w': 1, '≥1w': 1, never: 1 },
    // Dee's is open again.
    resolved: { resolved: 2, unresolved: 2 },
    // Cem is satisfied, but not in a survey about it.
    recovered: { recovered: 1, 'not-recovered': 3 },
    channel: { email: 1, social: 2, voice: 1 },
    channelFamily: { online: 1, social: 2, voice: 1 },
    topic: { delivery: 1, unknown: 3 },
    // Bob's 3 came after his complaint.
    npsClass: { promoter: 1, unknown: 3 },
    csatClass: { neutral: 1, unknown: 3 },
    cesClass: { hard: 1, unknown: 3 },
    segment: { unknown: 4 },
  };
  test.each(Object.entries(factors))('%s', async (by, groups) => {
    expect(await customersBy({ by })).toEqual(groups);
    // Groups come in the factor's own order.
    expect(Object.keys(await customersBy({ by }))).toEqual(Object.keys(groups));
  });

  test('with a landmark, what was so by then', async () => {
    // Dee's complaint was reopened later; Cem's was resolved at the landmark, which is a week and not less.
    expect(await customersBy({ by: 'resolved', landmark: '7' })).toEqual({ resolved: 3, unresolved: 1 });
    expect(await customersBy({ by: 'response', landmark: '7' })).toEqual({
      ...{ '≤30m': 1, '<1w': 1, '≥1w': 1, never: 1 },
    });
    // Ann was satisfied about it on Jun 3, after the second day.
    expect(await customersBy({ by: 'recovered', landmark: '2' })).toEqual({
      recovered: 1,
      'not-recovered': 3,
    });
    expect(await customersBy({ by: 'recovered', landmark: '1' })).toEqual({ 'not-recovered': 4 });
    expect(await customersBy({ by: 'response', landmark: '6' })).toEqual({ '≤30m': 1, never: 3 });
  });

  test('one at a time', async () => {
    const response = await system.ask('/v1/metrics/impact?by=answered,channel');
    expect([response.status, ((await response.json()) as Json).errors]).toEqual([
      400,
      [{ path: 'by', message: 'may name 1 at most' }],
    ]);
  });
});

describe('which moments count', () => {
  test('every one, where moments are the unit: without intervals and p-values', async () => {
    const answer = await impact({ unit: 'moment' });
    // Bob's second complaint: he had bought on May 20, and neither buys nor complains any more.
    expect(rowOf(answer, 'unanswered')).toMatchObject({
      ...{ moments: 2, customers: 1, stoppedBuying: share(2, 2), complainedAgain: share(1, 2) },
      netBefore: { value: '50.00' },
      costToServe: { value: '2.25' },
    });
    for (const row of answer.rows) {
      for (const outcome of [...SHARES, ...AMOUNTS])
        expect(row[outcome]).toMatchObject({ low: null, high: null });
    }
    expect(answer.comparisons.length).toBe(9);
    for (const comparison of answer.comparisons) {
      expect(comparison).toMatchObject({
        ...{ low: null, high: null, pValue: null, adjustedLow: null, adjustedHigh: null },
      });
    }
    expect(answer.comparisons[0]).toMatchObject({ outcome: 'stoppedBuying', difference: 1 });
  });

  test('from and to choose moments; per customer the first of them', async () => {
    expect(await customersBy({ from: '2024-06-02', to: '2024-06-12' })).toEqual({ unanswered: 1 });
    expect(await customersBy({ from: '2024-06-02', to: '2024-06-11' })).toEqual({});
    expect(await customersBy({ to: '2024-06-02' })).toEqual({ answered: 3, unanswered: 1 });
  });

  test('as of an instant before the horizon is over they are incomplete', async () => {
    // On Jul 1, 12:00, the 30 days of Jun 1 are over, and those of Bob's second complaint are not.
    const over = await impact({ asOf: '2024-07-01T12:00:00Z' });
    expect([over.rows.length, over.incomplete]).toEqual([2, 1]);
    const young = await impact({ asOf: '2024-07-01T11:59:59.999999Z' });
    expect(young).toMatchObject({ rows: [], comparisons: [], incomplete: 5, reference: null });
    expect(await impact({ asOf: '2024-07-01T12:00:00Z', landmark: '1' })).toMatchObject({
      rows: [],
      incomplete: 5,
    });
  });

  test('a filter on what is known at once narrows the moments, one on what became of them the customers', async () => {
    // Bob's first complaint in a social channel is his second.
    expect(await customersBy({ 'filter[channel]': 'social' })).toEqual({ answered: 2, unanswered: 1 });
    // His first of all was answered by nobody, and came by email.
    expect(await customersBy({ 'filter[answered]': 'unanswered', by: 'channel' })).toEqual({ email: 1 });
    expect(await customersBy({ 'filter[segment]': 'gold' })).toEqual({});
    // Fay's and Bob's second are too young; only his came by a social channel.
    const young = await impact({ 'filter[channel]': 'social', asOf: '2024-07-01T12:00:00Z' });
    expect(young.incomplete).toBe(1);
  });

  test('contacts', async () => {
    // Bob's call of Jun 5: he complains on Jun 11. Dee's call of Jun 1 is no complaint; her own came at that instant.
    const { rows } = await impact({ moment: 'contact', by: 'channel' });
    expect(rows).toMatchObject([
      {
        ...{ group: 'voice', moments: 2, customers: 2 },
        stoppedBuying: share(1, 2),
        complainedAgain: share(1, 2),
        // Bob's 2 of Jun 6; Dee's 5 of Jun 5, the first: none is about the call.
        satisfied: share(1, 2),
        // 50 and 30
        netBefore: { value: '40.00' },
        costToServe: { value: '0.00' },
      },
    ]);
  });

  test('surveys, of one kind or of all', async () => {
    // Nps answers: Ann May 1 (10), Bob Jun 6 (3), Cem Jul 1 (9).
    expect(await customersBy({ moment: 'survey', kind: 'nps', by: 'npsClass' })).toEqual({
      ...{ promoter: 2, detractor: 1 },
    });
    // Csat answers: Ann's 5, Bob's 2, Cem's 3 of Jun 1, Dee's 5 of Jun 5.
    expect(await customersBy({ moment: 'survey', kind: 'csat', by: 'csatClass' })).toEqual({
      ...{ satisfied: 2, neutral: 1, dissatisfied: 1 },
    });
    // The first of any kind: Ann's nps of May 1, Bob's csat of Jun 6, Cem's csat, Dee's ces.
    expect(await customersBy({ moment: 'survey', by: 'csatClass' })).toEqual({
      ...{ neutral: 1, dissatisfied: 1, unknown: 2 },
    });
    expect(await customersBy({ moment: 'survey' })).toEqual({ unknown: 4 });
  });
});

describe('comparisons', () => {
  test('of each group with the largest, in every outcome', async () => {
    const { comparisons } = await impact();
    expect(
      comparisons.map(({ outcome, group, reference }: Json) => `${outcome} ${group} ${reference}`),
    ).toEqual([...SHARES, ...AMOUNTS].map((outcome) => `${outcome} unanswered answered`));
    const [stopped] = comparisons;
    // 1/1 − 0/2. Newcombe: low = 1 − √((1 − 0.206549)² + 0.657619²), high = 1. Pooled z = 1 / √(1/3 × 2/3 × 3/2) = √3.
    expect(stopped.difference).toBe(1);
    expect(stopped.low).toBeCloseTo(-0.030547, 5);
    expect(stopped.high).toBe(1);
    expect(stopped.pValue).toBeCloseTo(0.083265, 5);
    // No stratum holds two of each.
    expect(stopped).toMatchObject({
      ...{ adjustedDifference: null, adjustedLow: null, adjustedHigh: null, strata: 0, unmatchedShare: 1 },
    });
    // 50 − 43.3333; Welch needs two of each.
    expect(comparisons[5]).toMatchObject({
      outcome: 'netBefore',
      difference: '6.67',
      low: null,
      pValue: null,
    });
  });

  test('the reference is the one asked for; of equal groups the first by name', async () => {
    const answer = await impact({ by: 'response' });
    // One customer each: '<' comes before 'n' and '≤'.
    expect(answer.reference).toBe('<1w');
    expect(answer.comparisons.length).toBe(27);
    const asked = await impact({ by: 'response', reference: 'never' });
    expect(asked.reference).toBe('never');
    expect(new Set(asked.comparisons.map(({ group }: Json) => group))).toEqual(
      new Set(['≤30m', '<1w', '≥1w']),
    );
    expect((await impact({ reference: 'nobody' })).comparisons).toEqual([]);
  });
});

test('what explain lists adds up to the row', async () => {
  const explained = (row: string, more: Record<string, string> = {}) =>
    system.json(
      `/v1/explain?${new URLSearchParams({ metric: 'impact', ...ASKED, row, limit: '1000', ...more })}`,
    );
  const answered = await explained('group:answered');
  // 0.00 where the answer's means are of nothing; 130.00 / 3 = 43.33, 57.00 / 3 = 19.00, 5.00 / 3 = 1.67
  expect(answered.sums).toEqual({
    ...{ moments: 3, customers: 3, hadBought: 2, stoppedBuying: 0, complainedAgain: 0, satisfied: 2 },
    ...{ positiveReview: 1, recommended: 2, netBefore: '130.00', netAfter: '57.00', costToServe: '5.00' },
  });
  // The three complaints; Ann: two purchases, a refund, the resolution, the survey, the mention; Cem: a purchase and two
  // surveys; Dee: two purchases.
  expect(answered.count).toBe(14);
  const kinds = answered.events.map(({ event }: Json) => event.type.replace(/lifeledger\.(.*)\.v1/, '$1'));
  expect(kinds.filter((kind: string) => kind === 'complaint.opened').length).toBe(3);
  const refund = answered.events.find(({ event }: Json) => event.type.includes('refunded'));
  expect(refund.adds).toEqual({ netAfter: '-10.00' });

  const unanswered = await explained('answered:unanswered', { unit: 'moment' });
  expect(unanswered.sums).toMatchObject({
    moments: 2,
    customers: 1,
    hadBought: 2,
    stoppedBuying: 2,
    netBefore: '100.00',
  });
  // Two complaints, of which the second is the first one's outcome; one purchase, before both; the call.
  expect(unanswered.count).toBe(4);
});

test('as CSV an estimate is five columns', async () => {
  const response = await system.ask(`/v1/metrics/impact?${new URLSearchParams({ ...ASKED, format: 'csv' })}`);
  const [header, , unanswered] = (await response.text()).split('\r\n');
  expect(header.split(',').slice(0, 9)).toEqual([
    ...['group', 'answered', 'moments', 'customers', 'stoppedBuying.n', 'stoppedBuying.count'],
    ...['stoppedBuying.value', 'stoppedBuying.low', 'stoppedBuying.high'],
  ]);
  expect(header.split(',').length).toBe(4 + 9 * 5);
  expect(unanswered.split(',').slice(0, 7)).toEqual(['unanswered', 'unanswered', '1', '1', '1', '1', '1']);
  expect(unanswered.split(',').slice(-5)).toEqual(['1', '', '4.50', '', '']);
});

test('customers of all groups are the whole, by any factor', async () => {
  for (const by of ['answered', 'response', 'channel', 'topic', 'npsClass', 'segment', 'country']) {
    const groups: Record<string, number> = await customersBy({ by });
    expect([by, Object.values(groups).reduce((sum, count) => sum + count, 0)]).toEqual([by, 4]);
  }
});
