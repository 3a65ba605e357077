import { complaintWorld } from './complaint-world.js';
import { event, type Json, type RunningSystem, runSystem } from './run-system.js';

/*
 * All at noon. Nine customers bought for 100.00 on Feb 15, 2024, for the first time; eight of them complain on Mar 1:
 *
 *   a1 … a4  are answered on Mar 2. a2, a3 and a4 buy again on Apr 1; a1 does not.
 *   u1 … u4  are not answered. u4 buys again on Apr 1, for 25.00; the others do not.
 *   a1       complains twice more, on Nov 1 (chat) and Nov 2 (email).
 *   z        bought for 80.00 on Jun 1, 2023, which is refunded on Oct 1, 2024; complains on Nov 20 (chat).
 *   r        the ninth: complains on Nov 21; the complaint is resolved on Nov 22 and reopened: it had its answer.
 *
 * As of Dec 1, 2024. After the landmark of 7 days 1 of 4 answered and 3 of 4 unanswered stop buying. All are of one
 * stratum (net before 100.00, customers for 15 days, of no known channel): the adjusted difference is 3/4 − 1/4. So an
 * unanswered complaint puts half of the last year's net at stake.
 */

const noon = (date: string) => `${date}T12:00:00Z`;
let events = 0;
const publish = (type: string, customer: string, date: string, data: object) => {
  events += 1;
  return event(type, `e${events}`, customer, noon(date), data as Record<string, unknown>);
};
const buy = (customer: string, date: string, amount: string) =>
  publish('purchase.completed', customer, date, { orderId: `o-${customer}-${date}`, amount });
const complain = (customer: string, date: string, channel = 'social') =>
  publish('complaint.opened', customer, date, { complaintId: `k-${customer}-${date}`, channel });
const step = (name: string, customer: string, opened: string, date: string) =>
  publish(`complaint.${name}`, customer, date, { complaintId: `k-${customer}-${opened}` });

const ANSWERED = ['a1', 'a2', 'a3', 'a4'];
const UNANSWERED = ['u1', 'u2', 'u3', 'u4'];
const HISTORY = [
  ...[...ANSWERED, ...UNANSWERED, 'r'].map((customer) => buy(customer, '2024-02-15', '100.00')),
  ...[...ANSWERED, ...UNANSWERED].map((customer) => complain(customer, '2024-03-01')),
  ...ANSWERED.map((customer) => step('answered', customer, '2024-03-01', '2024-03-02')),
  ...['a2', 'a3', 'a4', 'u4'].map((customer) => buy(customer, '2024-04-01', '25.00')),
  complain('a1', '2024-11-01', 'chat'),
  complain('a1', '2024-11-02', 'email'),
  buy('z', '2023-06-01', '80.00'),
  publish('purchase.refunded', 'z', '2024-10-01', {
    ...{ orderId: 'o-z-2023-06-01', refundId: 'f-z', amount: '80.00' },
  }),
  complain('z', '2024-11-20', 'chat'),
  complain('r', '2024-11-21', 'chat'),
  step('resolved', 'r', '2024-11-21', '2024-11-22'),
  step('reopened', 'r', '2024-11-21', '2024-11-23'),
];

const AS_OF = { asOf: noon('2024-12-01') };

let system: RunningSystem;
beforeAll(async () => {
  system = await runSystem();
  await system.publish(HISTORY);
});
afterAll(() => system?.close());

const risks = { stopRiskIfAnswered: 0.25, stopRiskIfUnanswered: 0.75 };
const row = (customer: string, opened: string, channel: string, net: string, value: string) => ({
  ...{ customer, complaintId: `k-${customer}-${opened}`, channel, openedAt: noon(opened) },
  ...{ waitingHours: 24 * days(opened), netLast365Days: net, ...risks, valueAtStake: value },
});
/** Whole days from noon of a date to noon of Dec 1. */
const days = (date: string) => (Date.parse(AS_OF.asOf) - Date.parse(noon(date))) / 86_400_000;

test('complaints that wait, worst first', async () => {
  expect(days('2024-11-20')).toBe(11);
  const answer = await system.metric('at-stake', AS_OF);
  expect(answer.rows).toEqual([
    row('u4', '2024-03-01', 'social', '125.00', '62.50'),
    // Of equals who waits longest, then by customer.
    row('u1', '2024-03-01', 'social', '100.00', '50.00'),
    row('u2', '2024-03-01', 'social', '100.00', '50.00'),
    row('u3', '2024-03-01', 'social', '100.00', '50.00'),
    row('a1', '2024-11-01', 'chat', '100.00', '50.00'),
    row('a1', '2024-11-02', 'email', '100.00', '50.00'),
    // A net below zero puts nothing at stake.
    row('z', '2024-11-20', 'chat', '-80.00', '0.00'),
  ]);
  // 62.50 + 3 × 50.00 + 50.00 of a1, once
  expect(answer.total).toEqual({ complaints: 7, customers: 6, valueAtStake: '262.50' });
  expect(answer).toMatchObject({ landmark: 7, incomplete: 4, parameters: { top: 10_000 } });
  expect(answer.comparison).toMatchObject({
    ...{ outcome: 'stoppedBuying', group: 'unanswered', reference: 'answered', difference: 0.5 },
    ...{ adjustedDifference: 0.5, strata: 1, unmatchedShare: 0 },
  });
  expect(answer.note).toContain('not an experiment');
});

test('the risks are those that impact answers', async () => {
  const { rows, comparisons } = await system.metric('impact', {
    ...{ by: 'answered', landmark: '7', reference: 'answered', ...AS_OF },
  });
  expect(rows[0].stoppedBuying).toMatchObject({ n: 4, count: 1, value: 0.25 });
  expect(rows[1].stoppedBuying).toMatchObject({ n: 4, count: 3 });
  // Variances of 1 of 4 and 3 of 4 are 0.25 each: 0.5 ± 1.959964 × √(0.25 / 4 + 0.25 / 4) = ± 0.692952
  expect(comparisons[0]).toMatchObject({ adjustedDifference: 0.5, strata: 1, unmatchedShare: 0 });
  expect(comparisons[0].adjustedLow).toBeCloseTo(-0.192952, 5);
  expect(comparisons[0].adjustedHigh).toBeCloseTo(1.192952, 5);
});

test('narrowed by what the complaints are, and by when they were opened', async () => {
  const customers = async (parameters: Record<string, string>) =>
    (await system.metric('at-stake', { ...AS_OF, ...parameters })).rows.map(({ customer }: Json) => customer);
  expect(await customers({ from: '2024-11-01' })).toEqual(['a1', 'a1', 'z']);
  expect(await customers({ from: '2024-11-01', to: '2024-11-02' })).toEqual(['a1']);
  expect(await customers({ 'filter[channelFamily]': 'online', to: '2024-11-20' })).toEqual(['a1', 'a1']);
  expect(await customers({ 'filter[segment]': 'gold' })).toEqual([]);
});

test('the worst alone, while the total is of all', async () => {
  const { rows, total } = await system.metric('at-stake', { ...AS_OF, top: '2' });
  expect(rows.map(({ customer }: Json) => customer)).toEqual(['u4', 'u1']);
  expect(total).toEqual({ complaints: 7, customers: 6, valueAtStake: '262.50' });
  const none = await system.ask('/v1/metrics/at-stake?top=0');
  expect([none.status, JSON.stringify(await none.json())]).toEqual([
    400,
    expect.stringContaining('1 to 250000'),
  ]);
});

test('without strata the risk of the unanswered and what is at stake are null', async () => {
  // By Apr 1 no horizon is over. Among complaints by chat nobody was answered.
  for (const parameters of [{ asOf: noon('2024-04-01') }, { ...AS_OF, 'filter[channel]': 'chat' }]) {
    const { rows, total } = await system.metric('at-stake', parameters as Record<string, string>);
    expect(rows.length).toBeGreaterThan(0);
    for (const one of rows) {
      expect(one).toMatchObject({ stopRiskIfAnswered: null, stopRiskIfUnanswered: null, valueAtStake: null });
    }
    expect(total.valueAtStake).toBeNull();
  }
});

test('keys that may not see customers see neither who complains nor which complaint it is', async () => {
  const path = `/v1/metrics/at-stake?${new URLSearchParams(AS_OF)}`;
  const [own, other] = [
    await system.keyFor('metrics:read', 'customers:read'),
    await system.keyFor('metrics:read'),
  ];
  const seen = await system.ask(path, { key: own });
  const blank = await system.ask(path, { key: other });
  const [seenRows, blankRows] = [((await seen.json()) as Json).rows, ((await blank.json()) as Json).rows];
  expect(seenRows[0]).toMatchObject({ customer: 'u4', complaintId: 'k-u4-2024-03-01' });
  expect(blankRows).toEqual(seenRows.map((one: Json) => ({ ...one, customer: null, complaintId: null })));
  // Another answer has another tag: one is never taken for the other.
  const tag = seen.headers.get('etag') as string;
  expect(blank.headers.get('etag')).not.toBe(tag);
  const headers = { 'if-none-match': tag };
  expect((await system.ask(path, { key: own, headers })).status).toBe(304);
  expect((await system.ask(path, { key: other, headers })).status).toBe(200);
  const csv = await (await system.ask(`${path}&format=csv`, { key: other })).text();
  expect(csv.split('\r\n')[1]).toMatch(/^,,social,2024-03-01T12:00:00Z,6600,125\.00,0\.25,0\.75,62\.50$/);
  expect(csv).not.toContain('u4');
});

describe('explain lists the complaint of a row and the year of its customer', () => {
  const path = (customer: string, complaintId: string) =>
    `/v1/explain?${new URLSearchParams({ metric: 'at-stake', ...AS_OF, row: `customer:${customer},complaintId:${complaintId}` })}`;

  test.each([
    // 100.00 on Feb 15 and 25.00 on Apr 1
    [
      'u4',
      'k-u4-2024-03-01',
      '125.00',
      [{ netLast365Days: '100.00' }, { complaints: 1 }, { netLast365Days: '25.00' }],
    ],
    // The purchase is older than the 365 days, its refund is not.
    ['z', 'k-z-2024-11-20', '-80.00', [{ netLast365Days: '-80.00' }, { complaints: 1 }]],
    // One of two that wait: the other one is not in it.
    ['a1', 'k-a1-2024-11-02', '100.00', [{ netLast365Days: '100.00' }, { complaints: 1 }]],
  ])('%s', async (customer, complaintId, net, adds) => {
    const answer: Json = await system.json(path(customer, complaintId));
    expect(answer).toMatchObject({ count: adds.length, next: null });
    expect(answer.sums).toEqual({ complaints: 1, netLast365Days: net });
    expect(answer.events.map((one: Json) => one.adds)).toEqual(adds);
    expect(answer.events.map((one: Json) => one.event.subject)).toEqual(adds.map(() => customer));
    const opened = answer.events.find((one: Json) => one.adds.complaints);
    expect(opened.event.data).toMatchObject({ complaintId });
  });

  test('a complaint that does not wait has no row', async () => {
    expect(await system.json(path('a1', 'k-a1-2024-03-01'))).toMatchObject({ count: 0, events: [] });
    expect(await system.json(path('nobody', 'k'))).toMatchObject({ count: 0, events: [] });
  });

  test('a key that may not see customers may not ask for one', async () => {
    const key = await system.keyFor('metrics:read');
    expect((await system.ask(path('u4', 'k-u4-2024-03-01'), { key })).status).toBe(403);
  });

  test('a row that is not named in full is a 400', async () => {
    const response = await system.ask('/v1/explain?metric=at-stake&row=customer:u4');
    expect([response.status, JSON.stringify(await response.json())]).toEqual([
      400,
      expect.stringContaining('names no complaintId'),
    ]);
  });
});

test('it is not split', async () => {
  const response = await system.ask('/v1/metrics/at-stake?by=channel');
  expect(response.status).toBe(400);
  expect(JSON.stringify(await response.json())).toContain('is not a parameter of at-stake');
});

test('explain tells two complaints apart that two sources gave one id', async () => {
  const opened = { complaintId: 'same', channel: 'voice' };
  const first = publish('complaint.opened', 'z', '2024-11-25', opened);
  const second = publish('complaint.opened', 'z', '2024-11-26', opened);
  await system.publish([first, { ...second, source: 'another-desk' }]);
  await system.caughtUp();
  const row = { 'row[customer]': 'z', 'row[complaintId]': 'same' };
  const explained = (more: Record<string, string>) =>
    system.json(`/v1/explain?${new URLSearchParams({ metric: 'at-stake', ...AS_OF, ...row, ...more })}`);

  expect((await explained({})).sums).toMatchObject({ complaints: 2 });
  const { sums, events } = await explained({ 'row[openedAt]': noon('2024-11-26') });
  // As above, of z the refund of 80.00 lies in the year.
  expect(sums).toEqual({ complaints: 1, netLast365Days: '-80.00' });
  expect(events.map((one: Json) => one.event.source)).toEqual([expect.any(String), 'another-desk']);
  expect((await explained({ 'row[channel]': 'chat' })).sums).toMatchObject({ complaints: 0 });
});

describe('of more than are shown, the same come first as of all', () => {
  beforeAll(async () => {
    await system.publish([
      // 3 of 4 unanswered and 1 of 4 answered stop; and the other way round
      ...complaintWorld('plus', ['a1', 'a2', 'a3', 'u1']),
      ...complaintWorld('minus', ['u1', 'u2', 'u3', 'a1']),
    ]);
    await system.caughtUp();
  });

  test.each([
    ['plus', 0.5, ['plus-p', 'plus-p']],
    // What answering would not lose comes before what it would: nothing, less than nothing, next to nothing
    ['minus', -0.5, ['minus-t', 'minus-q']],
  ])('%s', async (segment, difference, first) => {
    const narrowed = { 'filter[segment]': segment, precision: '4' };
    const namesOf = ({ rows, total }: Json, top?: number) => ({
      total,
      rows: rows
        .map(({ customer, complaintId, valueAtStake }: Json) => [customer, complaintId, valueAtStake])
        .slice(0, top),
    });
    const whole = await system.metric('at-stake', narrowed);
    expect(whole.comparison.adjustedDifference).toBe(difference);
    // The four unanswered, and six complaints of five others
    expect(whole.total).toMatchObject({ complaints: 10, customers: 9 });
    expect(whole.rows.slice(0, 2).map(({ customer }: Json) => customer)).toEqual(first);
    const looked = await system.metric('at-stake', { ...narrowed, asOf: whole.parameters.asOf });
    expect(namesOf(looked)).toEqual(namesOf(whole));
    for (let top = 1; top <= 10; top++) {
      const some = await system.metric('at-stake', { ...narrowed, top: String(top) });
      expect(namesOf(some)).toEqual(namesOf(whole, top));
    }
  });
});
