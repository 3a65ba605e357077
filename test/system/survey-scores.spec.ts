import { event, type Json, type RunningSystem, runSystem } from './run-system.js';

/*
 * Every figure here is worked out by hand from this history of 2024, all at noon of the day.
 *
 *   Ann is gold, "ann-old" is merged into her; Bob is basic; Cy and Dee are not registered.
 *
 *   csat  Jan 10  a1 sent to Ann    support, tea, kim   answered Jan 11 by "ann-old": 5 of 1–5, support, tea, kim
 *         Jan 12  a2 sent to Bob    support             answered Jan 13: 3 of 1–5, support
 *         Jan 31  a3 sent to Cy                         answered Feb 2: 8 of 0–10, at least 7.5
 *                 a4 not sent                           answered Jan 20 by Dee: 4 of 1–5, tea
 *                 a5 not sent                           answered Feb 3 by Dee: 7 of 0–10, less than 7.5
 *         Feb  4  a6 published in error and voided
 *   nps   Jan     10, 9, 8, 6 and, on 1–10, 1
 *         Feb     9, 9, 6
 *         Mar     10
 *   ces   Jan     2, 3, 3 and 4 of 1–7
 *         Feb     4 of 1–5 (5.5), and 2 of 1–5 where higher is easier (5.5 as well)
 *         Mar     1 of 0–3 (3), alone; sent on Mar 2, and another that is never answered
 *
 *   mentions  Jan  of customers: Ann positive, reach 100; Bob negative but recommends, reach 5, about tea;
 *                  Bob negative, on forum; Cy neutral
 *                  of a stranger, a non-customer: negative, reach 1000
 *             Mar  of a customer: Bob neutral, recommends
 *   posts     p1 on mastodon: Jan 5, 100 followers, 1 like; Feb 10, 200 followers, 10 likes, 5 comments, 3 shares,
 *             2 reactions
 *             p2 on mastodon: Jan 20, 100 followers, 10 likes
 *             p3 on forum: Mar 1, nobody follows
 */

const noon = (day: string) => `2024-${day}T12:00:00Z`;
const sent = (id: string, subject: string, day: string, data: object = {}) =>
  event('survey.sent', `${id}-sent`, subject, noon(day), { responseId: id, kind: 'csat', ...data });
const answered = (id: string, subject: string, day: string, score: number, data: object = {}) =>
  event('survey.answered', id, subject, noon(day), { responseId: id, kind: 'csat', score, ...data });
const several = (kind: string, day: string, scores: number[], data: object = {}) =>
  scores.map((score, i) => answered(`${kind}-${day}-${i}`, 'bob', day, score, { kind, ...data }));
const mention = (id: string, subject: string, day: string, sentiment: string, data: object = {}) =>
  event('mention.published', id, subject, noon(day), {
    ...{ mentionId: id, network: 'mastodon', authorKind: 'customer', sentiment },
    ...data,
  });
const count = (id: string, postId: string, network: string, day: string, followers: number, data: object) =>
  event('content.engagement', id, undefined, noon(day), { postId, network, followers, ...data });

/** In an order that is not that of time: answers before invitations, voids before what they void. */
const HISTORY: readonly object[] = [
  event('event.voided', 'void-a6', undefined, noon('02-05'), { source: 'shop', id: 'a6' }),
  answered('a6', 'bob', '02-04', 1),
  answered('a1', 'ann-old', '01-11', 5, { touchpoint: 'support', product: 'tea', employee: 'kim' }),
  answered('a2', 'bob', '01-13', 3, { touchpoint: 'support' }),
  answered('a3', 'cy', '02-02', 8, { min: 0, max: 10 }),
  answered('a4', 'dee', '01-20', 4, { product: 'tea' }),
  answered('a5', 'dee', '02-03', 7, { min: 0, max: 10 }),
  sent('a1', 'ann', '01-10', { touchpoint: 'support', product: 'tea', employee: 'kim' }),
  sent('a2', 'bob', '01-12', { touchpoint: 'support' }),
  sent('a3', 'cy', '01-31'),
  event('customer.merged', 'm1', 'ann-old', noon('04-01'), { into: 'ann' }),
  event('customer.registered', 'ann', 'ann', noon('01-01'), { segment: 'gold' }),
  event('customer.registered', 'bob', 'bob', noon('01-01'), { segment: 'basic' }),

  ...several('nps', '01-05', [10, 9, 8, 6]),
  answered('nps-low', 'ann', '01-06', 1, { kind: 'nps', min: 1 }),
  ...several('nps', '02-05', [9, 9, 6]),
  ...several('nps', '03-05', [10]),

  ...several('ces', '01-05', [2, 3, 3, 4]),
  answered('ces-a', 'ann', '02-05', 4, { kind: 'ces', max: 5 }),
  answered('ces-b', 'ann', '02-06', 2, { kind: 'ces', max: 5, higherIsEasier: true }),
  answered('ces-c', 'ann', '03-05', 1, { kind: 'ces', min: 0, max: 3 }),
  sent('ces-c', 'ann', '03-02', { kind: 'ces' }),
  sent('ces-d', 'bob', '03-02', { kind: 'ces' }),

  mention('w1', 'ann', '01-02', 'positive', { reach: 100 }),
  mention('w2', 'bob', '01-03', 'negative', { recommends: true, reach: 5, product: 'tea' }),
  mention('w3', 'bob', '01-04', 'negative', { network: 'forum' }),
  mention('w4', 'cy', '01-05', 'neutral'),
  mention('w5', '@stranger', '01-06', 'negative', { authorKind: 'non-customer', reach: 1000 }),
  mention('w6', 'bob', '03-03', 'neutral', { recommends: true }),

  count('p1-late', 'p1', 'mastodon', '02-10', 200, { likes: 10, comments: 5, shares: 3, reactions: 2 }),
  count('p1', 'p1', 'mastodon', '01-05', 100, { likes: 1 }),
  count('p2', 'p2', 'mastodon', '01-20', 100, { likes: 10 }),
  count('p3', 'p3', 'forum', '03-01', 0, {}),
];

const near = (value: number) => expect.closeTo(value, 4);

let system: RunningSystem;
beforeAll(async () => {
  system = await runSystem();
  // In two pieces, so that what is known already is settled again.
  await system.publish(HISTORY.slice(0, 15));
  await system.caughtUp();
  await system.publish(HISTORY.slice(15));
});
afterAll(() => system?.close());

const rowsOf = async (name: string, parameters: Record<string, string> = {}): Promise<Json[]> =>
  (await system.metric(name, parameters)).rows;
const events = async (parameters: Record<string, string>): Promise<Json> =>
  system.json(`/v1/explain?${new URLSearchParams(parameters)}`);

/** Everything that was published in 2024 has happened by then. */
const LATER = { asOf: '2024-12-31T00:00:00Z' };

describe('csat', () => {
  const ZERO = { responses: 0, invited: 0, responseRate: null, satisfied: 0, score: null };
  // Wilson by p̂ = c/n, (p̂ + z²/2n ± z √(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n): for 2 of 3, and for 1 of 2
  const ROWS = [
    {
      ...{ period: '2024-01', responses: 3, invited: 3, responseRate: 1, satisfied: 2, score: near(66.6667) },
      ...{ low: near(20.766), high: near(93.8508), complete: true },
    },
    {
      ...{ period: '2024-02', responses: 2, invited: 0, responseRate: null, satisfied: 1, score: 50 },
      ...{ low: near(9.4531), high: near(90.5469), complete: true },
    },
  ];

  test('by month, from the sums that are kept and from the histories', async () => {
    expect(await rowsOf('csat')).toEqual(ROWS);
    expect(await rowsOf('csat', LATER)).toEqual(ROWS);
    expect(await rowsOf('csat', { precision: '4' })).toEqual(ROWS);
  });

  test('from and to choose rows, zeros where nothing was asked', async () => {
    expect(await rowsOf('csat', { from: '2024-02-01', to: '2024-04-01' })).toEqual([
      ROWS[1],
      { period: '2024-03', ...ZERO, low: null, high: null, complete: true },
    ]);
  });

  test('as of an instant: what is answered later is not answered', async () => {
    // a3 was sent at noon of Jan 31, and is answered in February
    expect(await rowsOf('csat', { asOf: '2024-01-31T18:00:00Z' })).toMatchObject([
      { period: '2024-01', responses: 3, invited: 3, responseRate: 2 / 3, satisfied: 2, complete: false },
    ]);
  });

  test('by quarter', async () => {
    expect(await rowsOf('csat', { grain: 'quarter' })).toMatchObject([
      { period: '2024-Q1', responses: 5, invited: 3, responseRate: 1, satisfied: 3, score: 60 },
    ]);
  });

  test('by touchpoint and product, which add up to the whole', async () => {
    const rows = await rowsOf('csat', { by: 'touchpoint,product', to: '2024-02-01' });
    const of = (touchpoint: string, product: string) => ({ period: '2024-01', touchpoint, product });
    expect(rows).toEqual([
      {
        ...{ ...of('support', 'tea'), responses: 1, invited: 1, responseRate: 1, satisfied: 1, score: 100 },
        ...{ low: near(20.6549), high: 100, complete: true },
      },
      {
        ...{ ...of('support', 'unknown'), responses: 1, invited: 1, responseRate: 1, satisfied: 0, score: 0 },
        ...{ low: 0, high: near(79.3451), complete: true },
      },
      {
        ...{
          ...of('unknown', 'tea'),
          responses: 1,
          invited: 0,
          responseRate: null,
          satisfied: 1,
          score: 100,
        },
        ...{ low: near(20.6549), high: 100, complete: true },
      },
      {
        // a3, answered in February
        ...{ ...of('unknown', 'unknown'), ...ZERO, invited: 1, responseRate: 1 },
        ...{ low: null, high: null, complete: true },
      },
    ]);
  });

  test.each(['touchpoint', 'product', 'employee', 'segment', 'touchpoint,employee', 'product,segment'])(
    'counts by %s add up to the whole',
    async (by) => {
      const sums = (rows: Json[]) =>
        ['responses', 'invited', 'satisfied'].map((name) => rows.reduce((sum, row) => sum + row[name], 0));
      expect(sums(await rowsOf('csat', { by }))).toEqual([5, 3, 3]);
      expect(sums(await rowsOf('csat', { by, ...LATER }))).toEqual([5, 3, 3]);
    },
  );

  test('narrowed to what was asked and to who was asked; merged customers are one', async () => {
    expect(await rowsOf('csat', { 'filter[employee]': 'kim', 'filter[segment]': 'gold' })).toMatchObject([
      { period: '2024-01', responses: 1, invited: 1, satisfied: 1 },
    ]);
    expect(await rowsOf('csat', { 'filter[employee]': 'kim', 'filter[segment]': 'basic' })).toEqual([]);
  });

  test('30 fours and 50 fives of 112 answers are 71.43, 71 rounded down', async () => {
    // 80 / 112; Wilson for 80 of 112
    await system.publish(
      [
        ...Array(30).fill(4),
        ...Array(50).fill(5),
        ...Array(10).fill(1),
        ...Array(10).fill(2),
        ...Array(12).fill(3),
      ].map((score, i) => answered(`may-${i}`, `asked-${i}`, '05-15', score)),
    );
    const [may] = await rowsOf('csat', { from: '2024-05-01', to: '2024-06-01' });
    expect(may).toMatchObject({ responses: 112, satisfied: 80, low: near(62.4608), high: near(78.9752) });
    expect(may.score.toFixed(2)).toBe('71.43');
    expect(Math.floor(may.score)).toBe(71);
  });

  test('a row is explained by its answers and invitations', async () => {
    const january = await events({ metric: 'csat', row: 'period:2024-01', asOf: '2024-01-31T18:00:00Z' });
    expect(january.sums).toEqual({ responses: 3, invited: 3, answeredInvitations: 2, satisfied: 2 });
    expect(Object.fromEntries(january.events.map(({ event, adds }: Json) => [event.id, adds]))).toEqual({
      a1: { responses: 1, satisfied: 1 },
      a2: { responses: 1 },
      a4: { responses: 1, satisfied: 1 },
      'a1-sent': { invited: 1, answeredInvitations: 1 },
      'a2-sent': { invited: 1, answeredInvitations: 1 },
      'a3-sent': { invited: 1 },
    });
    const tea = await events({ metric: 'csat', by: 'product', row: 'period:2024-01,product:tea' });
    expect(tea.events.map(({ event }: Json) => event.id)).toEqual(['a1', 'a4', 'a1-sent']);
  });
});

describe('nps', () => {
  const none = { invited: 0, responseRate: null, complete: true };
  const ROWS = [
    {
      // p = d = 2/5; variance 4/5; 100 · 1.959964 · √(0.8 / 5) = 78.3986
      ...{ period: '2024-01', responses: 5, ...none, promoters: 2, passives: 1, detractors: 2, score: 0 },
      ...{ low: near(-78.3986), high: near(78.3986) },
    },
    {
      // p = 2/3, d = 1/3; variance 1 − 1/9; 100 · 1.959964 · √(0.8889 / 3) = 106.6869, above the scale's end
      ...{ period: '2024-02', responses: 3, ...none, promoters: 2, passives: 0, detractors: 1 },
      ...{ score: near(33.3333), low: near(-73.3536), high: 100 },
    },
    {
      ...{ period: '2024-03', responses: 1, ...none, promoters: 1, passives: 0, detractors: 0 },
      ...{ score: 100, low: 100, high: 100 },
    },
  ];

  test('by month', async () => {
    expect(await rowsOf('nps')).toEqual(ROWS);
    expect(await rowsOf('nps', LATER)).toEqual(ROWS);
  });

  test('by segment: every group has every period', async () => {
    const rows = await rowsOf('nps', { by: 'segment' });
    expect(
      rows.map(({ period, segment, promoters, detractors, score }) => [
        period,
        segment,
        promoters,
        detractors,
        score,
      ]),
    ).toEqual([
      ['2024-01', 'basic', 2, 1, 25],
      ['2024-01', 'gold', 0, 1, -100],
      ['2024-02', 'basic', 2, 1, near(33.3333)],
      ['2024-02', 'gold', 0, 0, null],
      ['2024-03', 'basic', 1, 0, 100],
      ['2024-03', 'gold', 0, 0, null],
    ]);
  });

  test('as of an instant', async () => {
    // answers of Jan 5 alone
    expect(await rowsOf('nps', { asOf: '2024-01-05T12:00:00Z', grain: 'week' })).toMatchObject([
      {
        period: '2024-W01',
        responses: 4,
        promoters: 2,
        passives: 1,
        detractors: 1,
        score: 25,
        complete: false,
      },
    ]);
  });

  test('a row is explained', async () => {
    const { sums, count } = await events({
      metric: 'nps',
      by: 'segment',
      row: 'period:2024-01,segment:basic',
    });
    expect(count).toBe(4);
    expect(sums).toEqual({
      ...{ responses: 4, invited: 0, answeredInvitations: 0 },
      ...{ promoters: 2, passives: 1, detractors: 1 },
    });
  });
});

describe('ces', () => {
  const ROWS = [
    {
      // squares of 1, 0, 0, 1 over 3; √(2/3 / 4) = 0.408248; t with 3 degrees of freedom is 3.182446 in every table
      ...{ period: '2024-01', responses: 4, invited: 0, responseRate: null, mean: 3, easyShare: 0.75 },
      ...{ low: near(3 - 3.182446 * 0.408248), high: near(3 + 3.182446 * 0.408248), complete: true },
    },
    {
      ...{ period: '2024-02', responses: 2, invited: 0, responseRate: null, mean: 5.5, easyShare: 0 },
      ...{ low: 5.5, high: 5.5, complete: true },
    },
    {
      ...{ period: '2024-03', responses: 1, invited: 2, responseRate: 0.5, mean: 3, easyShare: 1 },
      ...{ low: null, high: null, complete: true },
    },
  ];

  test('by month', async () => {
    expect(await rowsOf('ces')).toEqual(ROWS);
    expect(await rowsOf('ces', LATER)).toEqual(ROWS);
  });

  test('an interval ends where the scale ends', async () => {
    // Bob: 2, 3, 3, 4; Ann: 5.5, 5.5, 3: mean 4.6667, deviations 0.8333, 0.8333, −1.6667, squares 4.1667 over 2,
    // √(2.0833 / 3) = 0.8333, t with 2 degrees of freedom 4.302653: 4.6667 ± 3.5855
    expect(await rowsOf('ces', { by: 'segment', grain: 'year' })).toMatchObject([
      { segment: 'basic', responses: 4, invited: 1, responseRate: 0, mean: 3 },
      {
        ...{ segment: 'gold', responses: 3, invited: 1, responseRate: 1, mean: near(4.6667) },
        ...{ easyShare: 1 / 3, low: near(1.0811), high: 7 },
      },
    ]);
  });

  test('months without answers', async () => {
    expect(await rowsOf('ces', { from: '2024-04-01', to: '2024-05-01' })).toEqual([
      {
        ...{ period: '2024-04', responses: 0, invited: 0, responseRate: null, mean: null, easyShare: null },
        ...{ low: null, high: null, complete: true },
      },
    ]);
  });

  test('a row is explained, whatever the efforts', async () => {
    const { sums, events: behind } = await events({ metric: 'ces', row: 'period:2024-03' });
    expect(sums).toEqual({ responses: 1, invited: 2, answeredInvitations: 1, easy: 1 });
    expect(behind.map(({ event }: Json) => event.id)).toEqual(['ces-c', 'ces-c-sent', 'ces-d-sent']);
  });
});

describe('advocacy', () => {
  const ROWS = [
    {
      // w1 is positive, w2 recommends; w3 criticises
      ...{ period: '2024-01', authorKind: 'customer', mentions: 4, promoters: 2, critics: 1 },
      ...{ netAdvocacy: 25, reach: 105, complete: true },
    },
    {
      ...{ period: '2024-01', authorKind: 'non-customer', mentions: 1, promoters: 0, critics: 1 },
      ...{ netAdvocacy: -100, reach: 1000, complete: true },
    },
    ...['customer', 'non-customer'].map((authorKind) => ({
      ...{ period: '2024-02', authorKind, mentions: 0, promoters: 0, critics: 0 },
      ...{ netAdvocacy: null, reach: 0, complete: true },
    })),
    {
      ...{ period: '2024-03', authorKind: 'customer', mentions: 1, promoters: 1, critics: 0 },
      ...{ netAdvocacy: 100, reach: 0, complete: true },
    },
    {
      ...{ period: '2024-03', authorKind: 'non-customer', mentions: 0, promoters: 0, critics: 0 },
      ...{ netAdvocacy: null, reach: 0, complete: true },
    },
  ];

  test('by kind of author; naming it in by changes nothing', async () => {
    expect(await rowsOf('advocacy')).toEqual(ROWS);
    expect(await rowsOf('advocacy', LATER)).toEqual(ROWS);
    expect(await rowsOf('advocacy', { by: 'authorKind' })).toEqual(ROWS);
    expect(await rowsOf('advocacy', { by: 'authorKind', ...LATER })).toEqual(ROWS);
  });

  test('narrowed to a kind of author', async () => {
    const strangers = [{ period: '2024-01', authorKind: 'non-customer', mentions: 1, reach: 1000 }];
    const asked = { 'filter[authorKind]': 'non-customer' };
    expect(await rowsOf('advocacy', asked)).toMatchObject(strangers);
    expect(await rowsOf('advocacy', { ...asked, ...LATER })).toMatchObject(strangers);
  });

  test('by network and product, within kinds of authors', async () => {
    const rows = await rowsOf('advocacy', {
      ...{ by: 'network,product', to: '2024-02-01', 'filter[authorKind]': 'customer' },
    });
    expect(
      rows.map(({ network, product, mentions, promoters, critics }) => [
        network,
        product,
        mentions,
        promoters,
        critics,
      ]),
    ).toEqual([
      ['forum', 'unknown', 1, 0, 1],
      ['mastodon', 'tea', 1, 1, 0],
      ['mastodon', 'unknown', 2, 1, 0],
    ]);
  });

  test('a row is explained', async () => {
    const asked = { metric: 'advocacy', by: 'network', asOf: '2024-01-04T12:00:00Z' };
    const { sums, events: behind } = await events({
      ...asked,
      row: 'period:2024-01,authorKind:customer,network:mastodon',
    });
    expect(sums).toEqual({ mentions: 2, promoters: 2, critics: 0, reach: 105 });
    expect(behind.map(({ event }: Json) => event.id)).toEqual(['w1', 'w2']);
  });
});

describe('engagement', () => {
  const nothing = { posts: 0, engagements: 0, followers: 0, rate: null, complete: true };
  const ROWS = [
    { period: '2024-01', network: 'forum', ...nothing },
    {
      // p1 with its count of February, 20 of 200, and p2, 10 of 100
      ...{ period: '2024-01', network: 'mastodon', posts: 2, engagements: 30, followers: 300 },
      ...{ rate: 0.1, complete: true },
    },
    { period: '2024-02', network: 'forum', ...nothing },
    { period: '2024-02', network: 'mastodon', ...nothing },
    { period: '2024-03', network: 'forum', ...nothing, posts: 1 },
    { period: '2024-03', network: 'mastodon', ...nothing },
  ];

  test('by network; naming it in by changes nothing', async () => {
    expect(await rowsOf('engagement')).toEqual(ROWS);
    expect(await rowsOf('engagement', LATER)).toEqual(ROWS);
    expect(await rowsOf('engagement', { by: 'network' })).toEqual(ROWS);
  });

  test('the latest count is the latest as of the instant', async () => {
    // 1 of 100 and 10 of 100
    expect(await rowsOf('engagement', { asOf: '2024-02-01T00:00:00Z' })).toMatchObject([
      { period: '2024-01', network: 'mastodon', posts: 2, engagements: 11, followers: 200, rate: 0.055 },
    ]);
  });

  test('narrowed to a network; posts belong to no customer', async () => {
    expect(await rowsOf('engagement', { 'filter[network]': 'forum' })).toEqual([ROWS[4]]);
    expect(await rowsOf('engagement', { 'filter[segment]': 'gold' })).toEqual([]);
    expect(await rowsOf('engagement', { by: 'segment' })).toEqual(
      ROWS.map((row) => ({ ...row, segment: 'unknown' })),
    );
  });

  test('a row is explained by the first count of its posts and by their latest', async () => {
    const { sums, events: behind } = await events({
      metric: 'engagement',
      row: 'period:2024-01,network:mastodon',
    });
    expect(sums).toEqual({ posts: 2, engagements: 30, followers: 300 });
    expect(Object.fromEntries(behind.map(({ event, adds }: Json) => [event.id, adds]))).toEqual({
      p1: { posts: 1 },
      'p1-late': { engagements: 20, followers: 200 },
      p2: { posts: 1, engagements: 10, followers: 100 },
    });
  });

  test('a CSV names its network once', async () => {
    const asked = 'by=network,country&filter[network]=mastodon&to=2024-02-01&format=csv';
    const text = await (await system.ask(`/v1/metrics/engagement?${asked}`)).text();
    expect(text.split('\r\n')).toEqual([
      'period,network,country,posts,engagements,followers,rate,complete',
      '2024-01,mastodon,unknown,2,30,300,0.1,true',
      '',
    ]);
  });
});
