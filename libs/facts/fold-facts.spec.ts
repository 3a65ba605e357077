import { jest } from '@jest/globals';
import { type Ledger, openLedger } from '../../test/support/ledger.js';
import { readModelContents } from '../../test/support/read-model-contents.js';
import { rows, withConnection } from '../database/index.js';
import { parseTime } from '../events/index.js';
import { standingNow, tablesOf } from '../projections/index.js';
import { type Company, type History, loadCompany, loadHistories, readHistory } from './index.js';

/*
 * Everything beside purchases, in a small story of 2024, at noon. "ann-old" is merged into Ann. One EUR is 1.10 USD
 * from Jan 1 and 1.20 from Feb 1; nobody says what a GBP is. Events are named by their ids.
 */
const noon = (day: string) => `2024-${day}T12:00:00Z`;
const at = (day: string) => parseTime(noon(day)) as number;
const event = (
  type: string,
  source: string,
  id: string,
  subject: string | null,
  day: string,
  data: object,
) => ({
  specversion: '1.0',
  type: `lifeledger.${type}.v1`,
  source,
  id,
  ...(subject === null ? {} : { subject }),
  time: noon(day),
  data,
});
const voided = (source: string, id: string) =>
  event('event.voided', source, `void-${id}`, null, '12-01', { source, id });
const rate = (id: string, date: string, value: string) =>
  event('fx.rate', 'bank', id, null, '01-01', { from: 'EUR', to: 'USD', rate: value, date });
const csat = (source: string, id: string, day: string, data: object, subject = 'ann-old') =>
  event('survey.answered', source, id, subject, day, { responseId: 'r1', kind: 'csat', ...data });
const mention = (source: string, id: string, subject: string, day: string, data: object) =>
  event('mention.published', source, id, subject, day, {
    mentionId: 'm1',
    network: 'mastodon',
    authorKind: 'customer',
    sentiment: 'positive',
    ...data,
  });
const subscription = (what: string, source: string, id: string, subject: string, day: string, data: object) =>
  event(`subscription.${what}`, source, id, subject, day, { subscriptionId: 's1', ...data });
const spend = (id: string, day: string, data: object) =>
  event('acquisition.spend', 'ads', id, null, day, {
    channel: 'search',
    amount: '100',
    from: '2024-01-10',
    to: '2024-01-19',
    ...data,
  });
const post = (source: string, id: string, day: string, data: object) =>
  event('content.engagement', source, id, null, day, {
    postId: 'p1',
    network: 'forum',
    followers: 10,
    ...data,
  });

const STORY = [
  event('customer.merged', 'shop', 'merge', 'ann-old', '06-01', { into: 'ann' }),
  rate('eur-jan', '2024-01-01', '1.10'),
  rate('eur-feb', '2024-02-01', '1.20'),

  // k1 is two contacts: desk's of Ann, shop's earlier one of Bob, which counts once what came before it is voided.
  event('contact.received', 'desk', 'k1-desk', 'ann-old', '01-10', { contactId: 'k1', channel: 'voice' }),
  event('contact.received', 'shop', 'k1-void', 'cem', '01-08', { contactId: 'k1', channel: 'chat' }),
  voided('shop', 'k1-void'),
  event('contact.received', 'shop', 'k1-shop', 'bob', '01-09', { contactId: 'k1', channel: 'chat' }),

  event('survey.sent', 'surveys', 'r1-sent', 'ann-old', '01-11', {
    responseId: 'r1',
    kind: 'csat',
    touchpoint: 'support',
    employee: 'agent-7',
  }),
  // Desk sent none: its answer is to the one there is, and before that of surveys. Its k1 is its own.
  csat('desk', 'r1-desk', '01-12', { score: 2, about: { contactId: 'k1' } }),
  // Surveys has no k1: the earliest.
  csat('surveys', 'r1-answer', '01-13', { score: 4, about: { contactId: 'k1' }, product: 'tea' }),
  csat('surveys', 'r1-again', '01-14', { score: 5, about: { contactId: 'k1' } }),
  event('survey.sent', 'surveys', 'r2-sent', 'bob', '01-15', { responseId: 'r2', kind: 'nps' }),
  csat('surveys', 'r2-void', '01-16', { responseId: 'r2', kind: 'nps', score: 1 }, 'bob'),
  voided('surveys', 'r2-void'),
  csat('surveys', 'r3', '01-17', { responseId: 'r3', kind: 'nps', score: 9, min: 1 }, 'bob'),
  csat(
    'surveys',
    'r4',
    '01-18',
    { responseId: 'r4', kind: 'ces', score: 6, higherIsEasier: true, about: { complaintId: 'c1' } },
    'cem',
  ),
  csat('surveys', 'r5', '01-19', { responseId: 'r5', score: 1, about: { orderId: 'k1' } }, 'cem'),
  event('complaint.opened', 'desk', 'c1', 'cem', '01-16', { complaintId: 'c1', channel: 'social' }),

  mention('monitor', 'm1', 'writer', '02-01', { authorKind: 'non-customer', recommends: true, reach: 50 }),
  mention('monitor', 'm1-again', 'bob', '02-02', {}),
  mention('forum', 'm1-forum', 'bob', '02-03', { sentiment: 'negative', product: 'tea' }),

  subscription('started', 'shop', 's1', 'ann-old', '01-05', { plan: 'a', mrr: '10', currency: 'EUR' }),
  subscription('changed', 'shop', 's1-up', 'bob', '02-05', { mrr: '20' }),
  subscription('started', 'shop', 's1-twice', 'bob', '02-10', { plan: 'a', mrr: '99' }),
  subscription('cancelled', 'shop', 's1-end', 'ann-old', '03-01', {}),
  subscription('changed', 'shop', 's1-late', 'ann-old', '03-02', { mrr: '30' }),
  subscription('started', 'shop', 's1-bob', 'bob', '04-01', { plan: 'a', mrr: '5' }),
  subscription('cancelled', 'desk', 's1-desk', 'dee', '05-01', {}),
  subscription('changed', 'desk', 's1-void', 'dee', '04-15', { mrr: '6' }),
  voided('desk', 's1-void'),
  subscription('started', 'shop', 's2', 'cem', '01-05', {
    subscriptionId: 's2',
    plan: 'a',
    mrr: '7',
    currency: 'GBP',
  }),

  event('lead.captured', 'web', 'lead-late', 'ann', '01-03', { channel: 'search' }),
  event('lead.captured', 'web', 'lead', 'ann-old', '01-02', { channel: 'referral', campaign: 'friends' }),
  event('lead.captured', 'web', 'lead-void', 'ann', '01-01', { channel: 'store' }),
  voided('web', 'lead-void'),

  spend('spend-late', '01-21', { spendId: 'x', amount: '1' }),
  spend('spend', '01-20', { spendId: 'x', currency: 'EUR', campaign: 'spring' }),
  spend('spend-free', '02-20', { from: '2024-02-10', to: '2024-02-10', currency: 'EUR' }),
  spend('spend-free-2', '02-20', { amount: '3', currency: 'GBP' }),
  spend('spend-void', '02-21', {}),
  voided('ads', 'spend-void'),

  post('a', 'p1-late', '03-02', { followers: 12, likes: 5, comments: 1, shares: 2, reactions: 3 }),
  post('a', 'p1', '03-01', { likes: 4, network: 'mastodon' }),
  post('b', 'p1-b', '03-03', {}),
  post('a', 'p1-void', '02-01', { network: 'elsewhere' }),
  voided('a', 'p1-void'),
];

const UNSAID = { touchpoint: 'unknown', product: 'unknown', employee: 'unknown' };
const answer = (of: string, day: string, data: object) => ({
  position: of,
  time: at(day),
  ...UNSAID,
  higherIsEasier: false,
  about: null,
  ...data,
});
const step = (of: string, day: string, mrr: bigint, unconverted: object | null = null) => ({
  position: of,
  time: at(day),
  mrr,
  unconverted,
});

/** What each person's history must hold, worked out by hand; parts that are not named are empty. */
const EXPECTED = {
  ann: {
    contacts: [{ position: 'k1-desk', channel: 'voice' }],
    invitations: [
      {
        position: 'r1-sent',
        time: at('01-11'),
        kind: 'csat',
        ...UNSAID,
        touchpoint: 'support',
        employee: 'agent-7',
        answered: at('01-12'),
      },
    ],
    answers: [
      answer('r1-desk', '01-12', { kind: 'csat', score: 2, min: 1, max: 5, about: 'k1-desk' }),
      answer('r1-answer', '01-13', {
        kind: 'csat',
        score: 4,
        min: 1,
        max: 5,
        product: 'tea',
        about: 'k1-shop',
      }),
    ],
    // 10 EUR at 1.10, 20 EUR at 1.20
    recurring: [step('s1', '01-05', 110_000n), step('s1-up', '02-05', 240_000n), step('s1-end', '03-01', 0n)],
    lead: { position: 'lead', time: at('01-02'), channel: 'referral', campaign: 'friends' },
  },
  bob: {
    contacts: [{ position: 'k1-shop', channel: 'chat' }],
    invitations: [{ position: 'r2-sent', time: at('01-15'), kind: 'nps', ...UNSAID, answered: null }],
    answers: [answer('r3', '01-17', { kind: 'nps', score: 9, min: 1, max: 10 })],
    mentions: [
      {
        position: 'm1-forum',
        time: at('02-03'),
        network: 'mastodon',
        authorKind: 'customer',
        sentiment: 'negative',
        recommends: false,
        reach: 0,
        product: 'tea',
      },
    ],
    recurring: [step('s1-bob', '04-01', 50_000n), step('s1-desk', '05-01', 0n)],
  },
  cem: {
    complaints: [{ position: 'c1', channel: 'social' }],
    answers: [
      answer('r4', '01-18', { kind: 'ces', score: 6, min: 1, max: 7, higherIsEasier: true, about: 'c1' }),
      answer('r5', '01-19', { kind: 'csat', score: 1, min: 1, max: 5 }),
    ],
    recurring: [step('s2', '01-05', 0n, { currency: 'GBP', amount: 70_000n })],
  },
  writer: {
    stranger: true,
    mentions: [
      {
        position: 'm1',
        time: at('02-01'),
        network: 'mastodon',
        authorKind: 'non-customer',
        sentiment: 'positive',
        recommends: true,
        reach: 50,
        product: 'unknown',
      },
    ],
  },
};
const NOTHING = {
  purchases: [],
  contacts: [],
  complaints: [],
  invitations: [],
  answers: [],
  mentions: [],
  recurring: [],
  lead: null,
  stranger: false,
};

const TEN_DAYS = { from: '2024-01-10', to: '2024-01-19' };
/** 100 EUR at 1.10 and at 1.20; 3 GBP at nothing. */
const EXPECTED_COMPANY = {
  spends: [
    ['spend', 'spring', 1_100_000n, null, TEN_DAYS],
    ['spend-free', 'unknown', 1_200_000n, null, { from: '2024-02-10', to: '2024-02-10' }],
    ['spend-free-2', 'unknown', 0n, { currency: 'GBP', amount: 30_000n }, TEN_DAYS],
  ],
  posts: [
    ['mastodon', ['p1', at('03-01'), 10, 4], ['p1-late', at('03-02'), 12, 11]],
    ['forum', ['p1-b', at('03-03'), 10, 0]],
  ],
};

/** The same list, in an order that a seed makes: Park and Miller's minimal standard generator. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

let ledger: Ledger | null = null;
afterEach(async () => {
  await ledger?.close();
  ledger = null;
});

/** Positions replaced by the ids of their events. */
async function withIds<T>(of: Ledger, value: T): Promise<T> {
  const ids = new Map<number, string>(
    (await of.dataSource.query('select position, id from ledger.events')).map(
      ({ position, id }: { position: string; id: string }) => [Number(position), id],
    ),
  );
  const replaced = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(replaced);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([name, inner]) => [
        name,
        (name === 'position' || name === 'about') && inner !== null
          ? ids.get(inner as number)
          : replaced(inner),
      ]),
    );
  };
  return replaced(value) as T;
}

/** The histories as they are kept, by person, and what belongs to nobody. */
async function kept(of: Ledger): Promise<{ histories: Record<string, History>; company: Company }> {
  return withConnection(of.dataSource, async (connection) => {
    const now = await standingNow(of.dataSource, of.projection.name);
    const tables = tablesOf(now?.generation as number);
    const found = await rows<[string, string]>(
      connection,
      `select person, history from ${tables('customers')} order by person`,
    );
    const histories = Object.fromEntries(found.map(([person, text]) => [person, readHistory(text)]));
    return await withIds(of, { histories, company: await loadCompany(connection, tables, of.settings) });
  });
}

const ORDERS: [name: string, events: object[], batchSize: number][] = [
  ['as told, at once', STORY, 5_000],
  ['as told, one by one', STORY, 1],
  ['backwards, one by one', [...STORY].reverse(), 1],
  ['shuffled, by fours', shuffled(STORY, 1), 4],
  ['shuffled, by sevens', shuffled(STORY, 2), 7],
  ['shuffled, one by one', shuffled(STORY, 3), 1],
];

test.each(ORDERS)('published %s, the story leaves the same histories', async (_name, events, batchSize) => {
  ledger = await openLedger({ batchSize });
  await ledger.publish(events);
  ledger.start();
  await ledger.caughtUp();
  expect(ledger.reports).toEqual([]);

  const { histories, company } = await kept(ledger);
  expect(Object.keys(histories)).toEqual(Object.keys(EXPECTED));
  for (const [person, parts] of Object.entries(EXPECTED)) {
    const { dimensions, ...history } = histories[person];
    // Of cases only what came of whom: their own properties are another's test.
    const cases = (all: History['contacts']) => all.map(({ position, channel }) => ({ position, channel }));
    expect({
      ...history,
      contacts: cases(history.contacts),
      complaints: cases(history.complaints),
      recurring: history.recurring.map(({ subscription: _, ...rest }) => rest),
    }).toEqual({ ...NOTHING, ...parts });
  }
  expect(histories.ann.dimensions.slice(3)).toEqual(['referral', 'friends']);
  // Source and id: shop's s1, whoever spoke of it.
  expect(histories.bob.recurring.map((of) => of.subscription)).toEqual(['4:shops1', '4:shops1']);

  expect({
    spends: company.spends.map(({ position, campaign, amount, unconverted, from, to }) => [
      position,
      campaign,
      amount,
      unconverted,
      { from, to },
    ]),
    posts: company.posts.map(({ network, counts }) => [
      network,
      ...counts.map(({ position, time, followers, engagements }) => [position, time, followers, engagements]),
    ]),
  }).toEqual(EXPECTED_COMPANY);
});

test('each event that comes or goes alone brings whom it concerns up to date', async () => {
  ledger = await openLedger();
  ledger.start();
  const now = async (person: string): Promise<History | undefined> => {
    await (ledger as Ledger).caughtUp();
    return (await kept(ledger as Ledger)).histories[person];
  };
  const publish = (...events: object[]) => (ledger as Ledger).publish(events);

  // An answer about a contact that comes later, then about an earlier one of another source, then again the first.
  await publish(csat('surveys', 'answer', '01-13', { score: 4, about: { contactId: 'k' } }, 'eve'));
  expect((await now('eve'))?.answers[0].about).toBeNull();
  await publish(event('contact.received', 'desk', 'k', 'flo', '01-10', { contactId: 'k', channel: 'voice' }));
  expect((await now('eve'))?.answers[0].about).toBe('k');
  await publish(
    event('contact.received', 'shop', 'k-0', 'flo', '01-09', { contactId: 'k', channel: 'chat' }),
  );
  expect((await now('eve'))?.answers[0].about).toBe('k-0');
  await publish(voided('shop', 'k-0'));
  expect((await now('eve'))?.answers[0].about).toBe('k');

  // An invitation that comes after its answer, and loses it.
  await publish(event('survey.sent', 'surveys', 'sent', 'eve', '01-12', { responseId: 'r1', kind: 'csat' }));
  expect((await now('eve'))?.invitations[0].answered).toBe(at('01-13'));
  await publish(voided('surveys', 'answer'));
  expect((await now('eve'))?.invitations[0].answered).toBeNull();

  // A subscription without a rate, the rate, its start voided: Gil has nothing left, and is no row.
  await publish(subscription('changed', 'shop', 'up', 'gil', '02-05', { mrr: '20' }));
  expect(await now('gil')).toBeUndefined();
  await publish(
    subscription('started', 'shop', 's', 'gil', '02-01', { plan: 'a', mrr: '10', currency: 'EUR' }),
  );
  expect((await now('gil'))?.recurring.map(({ mrr, unconverted }) => [mrr, unconverted?.amount])).toEqual([
    [0n, 100_000n],
    [0n, 200_000n],
  ]);
  await publish(rate('eur', '2024-02-05', '1.5'));
  expect((await now('gil'))?.recurring.map(({ mrr, unconverted }) => [mrr, unconverted?.amount])).toEqual([
    [0n, 100_000n],
    [300_000n, undefined],
  ]);
  await publish(voided('shop', 's'));
  expect(await now('gil')).toBeUndefined();

  // A contradiction takes the place of what is voided, for another customer.
  await publish(mention('monitor', 'm', 'hal', '02-01', {}), mention('monitor', 'm-2', 'ida', '02-02', {}));
  expect([(await now('hal'))?.mentions.length, await now('ida')]).toEqual([1, undefined]);
  await publish(voided('monitor', 'm'));
  expect([await now('hal'), (await now('ida'))?.mentions.length]).toEqual([undefined, 1]);
  expect(ledger.reports).toEqual([]);
});

test('what is voided late leaves the rows that it leaves when it was voided at once', async () => {
  ledger = await openLedger();
  ledger.start();
  const contact = { contactId: 'k' };
  const settled = [
    event('purchase.completed', 'shop', 'bought', 'ann', '01-01', { orderId: 'o', amount: '10' }),
    event('purchase.completed', 'shop', 'repeated', 'ann', '01-02', { orderId: 'o', amount: '10' }),
    event('contact.received', 'desk', 'k', 'ann', '01-03', { ...contact, channel: 'voice' }),
    event('contact.received', 'desk', 'k-again', 'ann', '01-04', { ...contact, channel: 'voice' }),
    event('survey.sent', 'surveys', 'sent', 'ann', '01-05', { responseId: 'r1', kind: 'csat' }),
    event('survey.sent', 'surveys', 'sent-again', 'ann', '01-06', { responseId: 'r1', kind: 'csat' }),
    csat('surveys', 'answer', '01-07', { score: 4, about: contact }, 'ann'),
    mention('monitor', 'm', 'ann', '01-08', {}),
    mention('monitor', 'm-again', 'ann', '01-09', {}),
  ];
  await ledger.publish([
    ...settled,
    event('purchase.refunded', 'shop', 'back', 'ann', '01-10', {
      orderId: 'o',
      refundId: 'back',
      amount: '4',
    }),
    event('contact.resolved', 'desk', 'k-resolved', 'ann', '01-11', { ...contact, cost: '3' }),
  ]);
  await ledger.caughtUp();
  await ledger.publish(settled.map(({ source, id }) => voided(source, id)));
  await ledger.caughtUp();
  await ledger.stopProjector();
  const late = await readModelContents(ledger, 1);
  await ledger.restartProjector();
  await ledger.rebuild();
  expect(late).toEqual(await readModelContents(ledger, 2));
});

test('histories of people who only buy are read by four statements', async () => {
  ledger = await openLedger();
  await ledger.publish([
    event('purchase.completed', 'shop', 'o1', 'ann', '01-01', { orderId: 'o1', amount: '10' }),
  ]);
  ledger.start();
  await ledger.caughtUp();
  const tables = tablesOf(
    (await standingNow(ledger.dataSource, ledger.projection.name))?.generation as number,
  );
  await withConnection(ledger.dataSource, async (connection) => {
    const statements = jest.spyOn(connection, 'query');
    await loadHistories(connection, tables, ['ann'], (ledger as Ledger).settings);
    // members, purchases, cases, everything else
    expect(statements).toHaveBeenCalledTimes(4);
    statements.mockRestore();
  });
});
