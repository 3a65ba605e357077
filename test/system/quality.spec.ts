import { Client } from 'pg';
import { event, type Json, type RunningSystem, runSystem } from './run-system.js';

/*
 * One history in which every kind but set-aside events occurs, named in `EVENTS` beside the event that it is of.
 */

const noon = (day: number) => `2024-03-${String(day).padStart(2, '0')}T12:00:00Z`;
const buy = (id: string, day: number, data: object) =>
  event('purchase.completed', id, 'ann', noon(day), { amount: '100', ...data });
const give = (id: string, day: number, data: object) =>
  event('purchase.refunded', id, 'ann', noon(day), { refundId: id, amount: '10', ...data });
/** What happens to the contact or complaint that its id begins with. */
const step = (type: string, id: string, day: number) => {
  const field = type.startsWith('contact') ? 'contactId' : 'complaintId';
  return event(type, id, 'ann', noon(day), { [field]: id.split('-')[0] });
};

const EVENTS: [contradicts: string[], event: Record<string, unknown>][] = [
  [[], buy('p1', 10, { orderId: 'o1' })],
  [['repeated-purchase'], buy('p1-again', 11, { orderId: 'o1' })],
  // Another line is another purchase.
  [[], buy('p1-line', 11, { orderId: 'o1', lineId: 'a' })],
  [['amount-without-rate'], buy('p2', 10, { orderId: 'o2', currency: 'EUR' })],
  // 60 of 100, then 50 where 40 are left.
  [[], give('r1', 12, { orderId: 'o1', amount: '60' })],
  [['refund-above-purchase'], give('r2', 13, { orderId: 'o1', amount: '50' })],
  [['repeated-refund'], give('r2-again', 14, { orderId: 'o1', refundId: 'r2' })],
  [['refund-in-other-currency'], give('r3', 14, { orderId: 'o2' })],
  // The line is paid on the 11th.
  [['refund-before-purchase'], give('r4', 9, { orderId: 'o1', lineId: 'a' })],
  [['refund-without-purchase'], give('r5', 14, { orderId: 'nowhere' })],

  [[], event('contact.received', 'c1', 'ann', noon(5), { contactId: 'c1', channel: 'chat' })],
  [
    ['repeated-contact'],
    event('contact.received', 'c1-again', 'ann', noon(6), { contactId: 'c1', channel: 'sms' }),
  ],
  [['step-before-opening'], event('contact.answered', 'c1-answer', 'ann', noon(4), { contactId: 'c1' })],
  [[], event('contact.resolved', 'c1-end', 'ann', noon(7), { contactId: 'c1' })],
  [['step-without-contact'], event('contact.transferred', 'c9', 'ann', noon(7), { contactId: 'c9' })],
  [[], event('complaint.opened', 'k1', 'ann', noon(5), { complaintId: 'k1', channel: 'social' })],
  [
    ['repeated-complaint'],
    event('complaint.opened', 'k1-again', 'ann', noon(6), { complaintId: 'k1', channel: 'web' }),
  ],
  [
    ['resolution-without-answer'],
    event('complaint.resolved', 'k1-end', 'ann', noon(8), { complaintId: 'k1' }),
  ],
  [['step-without-complaint'], event('complaint.reopened', 'k9', 'ann', noon(9), { complaintId: 'k9' })],

  // A contact that is handed on before it began, and resolved twice.
  [[], event('contact.received', 'c2', 'ann', noon(5), { contactId: 'c2', channel: 'chat' })],
  [['step-before-opening'], step('contact.transferred', 'c2-t', 4)],
  [[], step('contact.answered', 'c2-a', 6)],
  [[], step('contact.resolved', 'c2-r1', 7)],
  [['repeated-resolution'], step('contact.resolved', 'c2-r2', 8)],
  // A complaint: answered, reopened, resolved, resolved, reopened, reopened, resolved. They come out of order.
  [[], step('complaint.resolved', 'k2-6', 17)],
  [['reopening-without-resolution'], step('complaint.reopened', 'k2-1', 12)],
  [['repeated-resolution'], step('complaint.resolved', 'k2-3', 14)],
  [[], event('complaint.opened', 'k2', 'ann', noon(10), { complaintId: 'k2', channel: 'web' })],
  [['reopening-without-resolution'], step('complaint.reopened', 'k2-5', 16)],
  [[], step('complaint.answered', 'k2-0', 11)],
  [[], step('complaint.resolved', 'k2-2', 13)],
  [[], step('complaint.reopened', 'k2-4', 15)],
  // One that is reopened and resolved before it was opened. When it is reopened after that, it is resolved.
  [['step-before-opening', 'reopening-without-resolution'], step('complaint.reopened', 'k3-1', 8)],
  [['step-before-opening', 'resolution-without-answer'], step('complaint.resolved', 'k3-2', 9)],
  [[], event('complaint.opened', 'k3', 'ann', noon(10), { complaintId: 'k3', channel: 'web' })],
  [[], step('complaint.reopened', 'k3-3', 11)],
  // At one instant the ids decide: k4-a comes before k4-b, and k4-c after it.
  [[], event('complaint.opened', 'k4', 'ann', noon(10), { complaintId: 'k4', channel: 'web' })],
  [[], step('complaint.answered', 'k4-0', 11)],
  [[], step('complaint.reopened', 'k4-c', 12)],
  [[], step('complaint.resolved', 'k4-b', 12)],
  [['reopening-without-resolution'], step('complaint.reopened', 'k4-a', 12)],

  [[], event('survey.sent', 's1', 'ann', noon(8), { responseId: 's1', kind: 'nps' })],
  [
    ['repeated-survey-invitation'],
    event('survey.sent', 's1-again', 'ann', noon(9), { responseId: 's1', kind: 'nps' }),
  ],
  [
    [],
    event('survey.answered', 's1-a', 'ann', noon(9), {
      responseId: 's1',
      kind: 'nps',
      score: 9,
      about: { orderId: 'o1' },
    }),
  ],
  [
    ['repeated-survey-answer'],
    event('survey.answered', 's1-b', 'ann', noon(10), { responseId: 's1', kind: 'nps', score: 1 }),
  ],
  [
    ['survey-about-nothing'],
    event('survey.answered', 's2', 'ann', noon(9), {
      responseId: 's2',
      kind: 'csat',
      score: 5,
      about: { orderId: 'late' },
    }),
  ],

  [
    [],
    event('mention.published', 'm1', 'ann', noon(9), {
      mentionId: 'm1',
      network: 'forum',
      authorKind: 'customer',
      sentiment: 'neutral',
    }),
  ],
  [
    ['repeated-mention'],
    event('mention.published', 'm1-again', 'ann', noon(10), {
      mentionId: 'm1',
      network: 'forum',
      authorKind: 'customer',
      sentiment: 'positive',
    }),
  ],

  [[], event('subscription.started', 'u1', 'ann', noon(1), { subscriptionId: 'u1', plan: 'a', mrr: '5' })],
  [
    ['subscription-already-running'],
    event('subscription.started', 'u2', 'ann', noon(2), { subscriptionId: 'u1', plan: 'a', mrr: '6' }),
  ],
  [[], event('subscription.cancelled', 'u3', 'ann', noon(3), { subscriptionId: 'u1' })],
  [
    ['subscription-not-running'],
    event('subscription.changed', 'u4', 'ann', noon(4), { subscriptionId: 'u1', mrr: '7' }),
  ],

  [['repeated-merge'], event('customer.merged', 'g1', 'bob', noon(1), { into: 'cem' })],
  [[], event('customer.merged', 'g2', 'bob', noon(2), { into: 'dee' })],
  [['merge-circle'], event('customer.merged', 'g3', 'dee', noon(3), { into: 'bob' })],

  [
    [],
    event('acquisition.spend', 'a1', undefined, noon(1), {
      spendId: 'a',
      channel: 'search',
      amount: '9',
      from: '2024-03-01',
      to: '2024-03-02',
    }),
  ],
  [
    ['repeated-spend'],
    event('acquisition.spend', 'a2', undefined, noon(2), {
      spendId: 'a',
      channel: 'search',
      amount: '9',
      from: '2024-03-01',
      to: '2024-03-02',
    }),
  ],
  [
    ['spend-without-rate'],
    event('acquisition.spend', 'a3', undefined, noon(2), {
      channel: 'search',
      amount: '9',
      currency: 'EUR',
      from: '2024-03-01',
      to: '2024-03-02',
    }),
  ],
  // A rate of a later day does not reach back.
  [
    [],
    event('fx.rate', 'f1', undefined, noon(20), { from: 'EUR', to: 'USD', rate: '1.1', date: '2024-03-20' }),
  ],
];

let system: RunningSystem;
let position: string;
beforeAll(async () => {
  system = await runSystem();
  ({ position } = await system.publish(EVENTS.map(([, each]) => each)));
  await system.caughtUp();
});
afterAll(() => system?.close());

const positionOf = (id: string) => String(EVENTS.findIndex(([, each]) => each.id === id) + 1);
const counts = ({ kinds }: Json): Record<string, number> =>
  Object.fromEntries(
    kinds.filter(({ count }: Json) => count > 0).map(({ kind, count }: Json) => [kind, count]),
  );

test('every kind is counted, with the events', async () => {
  const answer = await system.json('/v1/quality');
  expect(answer.position).toBe(position);
  const expected: Record<string, string[]> = {};
  // Newest first.
  for (const [kinds, { id }] of EVENTS.toReversed()) {
    for (const kind of kinds) expected[kind] = [...(expected[kind] ?? []), String(id)];
  }
  const found: Record<string, string[]> = {};
  for (const { kind, count, description, examples } of answer.kinds) {
    expect(description.length).toBeGreaterThan(20);
    expect([kind, examples.length]).toEqual([kind, count]);
    if (count > 0) found[kind] = examples.map(({ id }: Json) => id);
  }
  expect(found).toEqual(expected);
  const { examples } = answer.kinds.find(({ kind }: Json) => kind === 'repeated-purchase');
  expect(examples).toEqual([
    {
      position: positionOf('p1-again'),
      source: 'shop',
      id: 'p1-again',
      type: 'lifeledger.purchase.completed.v1',
      subject: 'ann',
      time: noon(11),
    },
  ]);
  const [spend] = answer.kinds.find(({ kind }: Json) => kind === 'repeated-spend').examples;
  expect(spend).not.toHaveProperty('subject');
});

test('without customers:read counts only', async () => {
  const key = await system.keyFor('metrics:read');
  const all = await system.json('/v1/quality');
  const answer = await system.json('/v1/quality', { key });
  expect(counts(answer)).toEqual(counts(all));
  expect(answer.kinds.filter((each: object) => 'examples' in each)).toEqual([]);
  expect(JSON.stringify(answer)).not.toContain('ann');
  const refused = await system.ask('/v1/quality?kind=repeated-refund', { key });
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain('customers:read');
});

test('wrong parameters are named', async () => {
  const { next: cursor } = await system.json('/v1/quality?kind=repeated-refund&limit=1');
  const wrong = {
    kind: 'kind=unheard-of',
    limit: 'kind=repeated-refund&limit=0',
    cursor: `kind=repeated-contact&cursor=${cursor}`,
    by: 'by=source',
  };
  for (const [path, parameters] of Object.entries(wrong)) {
    const answer = await system.ask(`/v1/quality?${parameters}`);
    expect([path, answer.status]).toEqual([path, 400]);
    expect(((await answer.json()) as Json).errors[0].path).toBe(path);
  }
  expect((await system.ask('/v1/quality?limit=5')).status).toBe(400);
});

test('what comes later puts it right, and a kind is listed page by page, newest first', async () => {
  const before = counts(await system.json('/v1/quality'));
  await system.publish([
    buy('late', 20, { orderId: 'late' }),
    event('contact.received', 'c9-opened', 'ann', noon(6), { contactId: 'c9', channel: 'chat' }),
    event('fx.rate', 'f2', undefined, noon(21), { from: 'EUR', to: 'USD', rate: '1.1', date: '2024-03-01' }),
    event('event.voided', 'v1', undefined, noon(21), { source: 'shop', id: 'p1-again' }),
    ...[1, 2, 3].map((n) => give(`lost-${n}`, 15, { orderId: `lost-${n}` })),
  ]);
  await system.caughtUp();
  const {
    'survey-about-nothing': about,
    'step-without-contact': step,
    'amount-without-rate': amount,
    'spend-without-rate': spend,
    'repeated-purchase': purchase,
    ...left
  } = before;
  expect([about, step, amount, spend, purchase]).toEqual([1, 1, 1, 1, 1]);
  expect(counts(await system.json('/v1/quality'))).toEqual({ ...left, 'refund-without-purchase': 4 });

  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Json = await system.json(
      `/v1/quality?kind=refund-without-purchase&limit=3${cursor && `&cursor=${cursor}`}`,
    );
    expect([page.kind, page.count, page.examples.length <= 3]).toEqual(['refund-without-purchase', 4, true]);
    ids.push(...page.examples.map(({ id }: Json) => id));
    cursor = page.next;
  }
  expect(ids).toEqual(['lost-3', 'lost-2', 'lost-1', 'r5']);
});

test('steps that come late or are voided, and another opening, settle anew which of a case contradict', async () => {
  const idsOf = async (kind: string) =>
    (await system.json(`/v1/quality?kind=${kind}`)).examples.map(({ id }: Json) => id).sort();
  const settled = async () => [
    await idsOf('step-before-opening'),
    await idsOf('repeated-resolution'),
    await idsOf('reopening-without-resolution'),
  ];
  expect(await settled()).toEqual([
    ['c1-answer', 'c2-t', 'k3-1', 'k3-2'],
    ['c2-r2', 'k2-3'],
    ['k2-1', 'k2-5', 'k3-1', 'k4-a'],
  ]);
  await system.publish([
    // k2 was resolved before it was first reopened.
    step('complaint.resolved', 'k2-late', 11),
    // After it was last reopened it is resolved on the 18th and 19th in place of the 17th: the later one is repeated.
    event('event.voided', 'v-k2', undefined, noon(21), { source: 'shop', id: 'k2-6' }),
    step('complaint.resolved', 'k2-8', 19),
    step('complaint.resolved', 'k2-7', 18),
    // Without its resolution k3 was never resolved, and both its reopenings contradict.
    event('event.voided', 'v-k3', undefined, noon(21), { source: 'shop', id: 'k3-2' }),
    // Without the first of its resolutions c2 was resolved once; it began on the 3rd, and then the transfer is after it.
    event('event.voided', 'v-c2', undefined, noon(21), { source: 'shop', id: 'c2-r1' }),
    event('contact.received', 'c2-early', 'bob', noon(3), { contactId: 'c2', channel: 'voice' }),
    // Who is merged takes the cases along, and they stay as they are.
    event('customer.merged', 'g4', 'ann', noon(21), { into: 'eve' }),
  ]);
  await system.caughtUp();
  expect(await settled()).toEqual([
    ['c1-answer', 'k3-1'],
    ['k2-3', 'k2-8'],
    ['k2-5', 'k3-1', 'k3-3', 'k4-a'],
  ]);
});

test('an identity sent again with other content is counted once, however often', async () => {
  const again = (amount: string) =>
    system.json('/v1/events', {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify([buy('p1', 10, { orderId: 'o1', amount })]),
    });
  expect((await again('100')).results[0].conflict).toBeUndefined();
  expect(counts(await system.json('/v1/quality'))['identity-with-other-content']).toBeUndefined();
  for (const amount of ['101', '102']) expect((await again(amount)).results[0].conflict).toBe(true);
  const answer = await system.json('/v1/quality?kind=identity-with-other-content');
  expect([answer.count, answer.examples.map(({ id }: Json) => id), answer.next]).toEqual([1, ['p1'], null]);
});

test('an event set aside is listed once, however many follow-ups of it failed', async () => {
  const database = new Client({ connectionString: system.databaseUrl });
  await database.connect();
  await database.query(
    `insert into ops.set_aside (projection, generation, position, key, error)
     select name, active_generation, 1, key, 'made up' from ops.projections, unnest(array['ann', 'bob']) as key`,
  );
  await database.end();
  const answer = await system.json('/v1/quality?kind=event-set-aside');
  expect([answer.count, answer.examples.map(({ id }: Json) => id), answer.next]).toEqual([1, ['p1'], null]);
});
