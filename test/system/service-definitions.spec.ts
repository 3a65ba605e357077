import { event, type Json, type RunningSystem, runSystem } from './run-system.js';

/*
 * A small history of contacts and complaints, all in 2024, UTC; every figure below is worked out from it by hand. A voice
 * contact costs 4.50, a chat 1.20. Ann is gold, Bob basic, Cy neither.
 *
 *   c1  Ann    voice   bill      hotline  Jan 10 12:00  answered 12:30 (30 min), resolved 14:00 at 7.00 (2 h)
 *   c2  Ann    chat    bill               Jan 12 12:00  on the topic of c1 two days after its resolution
 *                                                       transferred twice, answered Jan 13 12:00 (1 d), resolved Jan 14 12:00 (48 h)
 *   c3  Bob    ivr     delivery           Jan 20 12:00  resolved 12:10, no answer: both take 10 min
 *   c4  Bob    chat                       Jan 31 23:59  answered 23:00, before it (0), resolved Feb 7 23:59 (168 h)
 *   c5  Cy     social                     Mar  5 12:00  never answered
 *   c6  Bob    chat                       Mar 20 12:00  resolved 13:00 (60 min, 1 h)
 *   k1  Ann    email   bill   tea         Jan 15 12:00  answered Jan 22 12:00 (a week), resolved Jan 25 12:00 with 5.00;
 *                                                       reopened Feb 1, resolved Feb 3 12:00 with 8.00 (19 d = 456 h)
 *   k2  Cy     social         cup         Feb 10 12:00  answered Feb 10 12:30:00.000001, a microsecond over half an hour
 *   o1, o2  Ann buys twice in January; o3  Dee buys in February
 */

const at = (when: string) => `2024-${when.length === 5 ? `${when}T12:00:00` : when}Z`;
const contact = (id: string, who: string, when: string, data: object) =>
  event('contact.received', id, who, at(when), { contactId: id, ...data });
let steps = 0;
const step = (type: string, id: string, when: string, data: object = {}) => {
  const field = type.startsWith('contact') ? 'contactId' : 'complaintId';
  return event(type, `${id}-${++steps}`, 'somebody', at(when), { [field]: id, ...data });
};

const HISTORY = [
  step('contact.resolved', 'c1', '01-10T14:00:00', { cost: '7.00' }),
  contact('c1', 'ann', '01-10', { channel: 'voice', topic: 'bill', touchpoint: 'hotline' }),
  step('contact.answered', 'c1', '01-10T12:30:00'),
  contact('c2', 'ann', '01-12', { channel: 'chat', topic: 'bill' }),
  step('contact.transferred', 'c2', '01-12T13:00:00'),
  step('contact.transferred', 'c2', '01-12T14:00:00'),
  step('contact.answered', 'c2', '01-13'),
  step('contact.resolved', 'c2', '01-14'),
  contact('c3', 'bob', '01-20', { channel: 'ivr', topic: 'delivery' }),
  step('contact.resolved', 'c3', '01-20T12:10:00'),
  contact('c4', 'bob', '01-31T23:59:00', { channel: 'chat' }),
  step('contact.answered', 'c4', '01-31T23:00:00'),
  step('contact.resolved', 'c4', '02-07T23:59:00'),
  contact('c5', 'cy', '03-05', { channel: 'social' }),
  contact('c6', 'bob', '03-20', { channel: 'chat' }),
  step('contact.resolved', 'c6', '03-20T13:00:00'),
  event('complaint.opened', 'k1', 'ann', at('01-15'), {
    ...{ complaintId: 'k1', channel: 'email', topic: 'bill', product: 'tea' },
  }),
  step('complaint.answered', 'k1', '01-22'),
  step('complaint.resolved', 'k1', '01-25', { compensation: '5.00' }),
  step('complaint.reopened', 'k1', '02-01'),
  step('complaint.resolved', 'k1', '02-03', { compensation: '8.00' }),
  event('complaint.opened', 'k2', 'cy', at('02-10'), {
    complaintId: 'k2',
    channel: 'social',
    product: 'cup',
  }),
  step('complaint.answered', 'k2', '02-10T12:30:00.000001'),
  ...[
    ['o1', 'ann', '01-02'],
    ['o2', 'ann', '01-03'],
    ['o3', 'dee', '02-04'],
  ].map(([id, who, when]) =>
    event('purchase.completed', id, who, at(when), { orderId: id, amount: '10', cost: '0' }),
  ),
  event('customer.registered', 'ann', 'ann', at('01-01'), { segment: 'gold' }),
  event('customer.registered', 'bob', 'bob', at('01-01'), { segment: 'basic' }),
];

let system: RunningSystem;
beforeAll(async () => {
  system = await runSystem({ UNIT_COSTS: 'voice=4.50,chat=1.20' });
  await system.publish(HISTORY);
});
afterAll(() => system?.close());

const rowsOf = async (metric: string, parameters: Record<string, string> = {}): Promise<Json[]> =>
  (await system.metric(metric, parameters)).rows;
/** Answered from the histories, not from the sums that are kept. */
const FROM_HISTORIES = { asOf: '2024-06-01T00:00:00Z' };

const nothing = {
  ...{ opened: 0, answered: 0, answeredRate: null, within30Minutes: null, within1Hour: null },
  ...{ within1Day: null, within1Week: null, firstResponseMedianMinutes: null, firstResponseP90Minutes: null },
  ...{ resolved: 0, resolutionMedianHours: null, resolutionP90Hours: null, firstContactResolution: null },
  ...{ transfersPerContact: null, reopened: 0, complete: true },
};

describe('service', () => {
  const rows = [
    {
      // Waits 0, 10, 30, 1440 min: ranks ⌈0.5·4⌉ = 2 and ⌈0.9·4⌉ = 4. Lasted 1/6, 2, 48, 168 h. Of four resolved at first:
      // not c1, which c2 followed, nor c2, transferred; c3, c4 (Bob's next without a topic is weeks later).
      ...{ period: '2024-01', opened: 4, answered: 4, answeredRate: 1, within30Minutes: 3 / 4 },
      ...{ within1Hour: 3 / 4, within1Day: 1, within1Week: 1, firstResponseMedianMinutes: 10 },
      ...{ firstResponseP90Minutes: 1440, resolved: 4, resolutionMedianHours: 2, resolutionP90Hours: 168 },
      ...{ firstContactResolution: 2 / 4, transfersPerContact: 2 / 4, reopened: 0, complete: true },
    },
    { ...nothing, period: '2024-02' },
    {
      // c5 and c6; c6 answered at 60 minutes by its resolution
      ...{ period: '2024-03', opened: 2, answered: 1, answeredRate: 1 / 2, within30Minutes: 0 },
      ...{ within1Hour: 1 / 2, within1Day: 1 / 2, within1Week: 1 / 2, firstResponseMedianMinutes: 60 },
      ...{ firstResponseP90Minutes: 60, resolved: 1, resolutionMedianHours: 1, resolutionP90Hours: 1 },
      ...{ firstContactResolution: 1, transfersPerContact: 0, reopened: 0, complete: true },
    },
  ];

  test('of contacts, from what is kept and from the histories', async () => {
    expect(await rowsOf('service')).toEqual(rows);
    expect(await rowsOf('service', FROM_HISTORIES)).toEqual(rows);
  });

  test('of complaints: a first answer after a week, a reopening, the resolution after it', async () => {
    const ofComplaints = [
      {
        ...{ ...nothing, period: '2024-01', opened: 1, answered: 1, answeredRate: 1, within30Minutes: 0 },
        ...{ within1Hour: 0, within1Day: 0, within1Week: 1, firstResponseMedianMinutes: 7 * 24 * 60 },
        ...{ firstResponseP90Minutes: 7 * 24 * 60, resolved: 1, resolutionMedianHours: 456 },
        ...{ resolutionP90Hours: 456, reopened: 1 },
      },
      {
        ...{ ...nothing, period: '2024-02', opened: 1, answered: 1, answeredRate: 1, within30Minutes: 0 },
        ...{ within1Hour: 1, within1Day: 1, within1Week: 1 },
        // 30 minutes and a microsecond
        firstResponseMedianMinutes: 1_800_000_001 / 60_000_000,
        firstResponseP90Minutes: 1_800_000_001 / 60_000_000,
      },
    ];
    expect(await rowsOf('service', { subject: 'complaint' })).toEqual(ofComplaints);
    expect(await rowsOf('service', { subject: 'complaint', ...FROM_HISTORIES })).toEqual(ofComplaints);
  });

  test('as of an instant: what is later has not happened, and a week must have passed for the first contact', async () => {
    // c1 resolved on Jan 10 at 14:00, followed by c2; the others not a week ago, c3 not yet.
    const [january] = await rowsOf('service', { asOf: '2024-01-17T14:00:00Z' });
    expect(january).toMatchObject({ opened: 2, resolved: 2, firstContactResolution: 0, complete: false });
    const [before] = await rowsOf('service', { asOf: '2024-01-17T13:59:59Z' });
    expect(before).toMatchObject({ opened: 2, resolved: 2, firstContactResolution: null });
    // Jan 12, 18:00: c2 waits
    const [waiting] = await rowsOf('service', { asOf: '2024-01-12T18:00:00Z' });
    expect(waiting).toMatchObject({ opened: 2, answered: 1, transfersPerContact: 1, resolutionP90Hours: 2 });
  });

  test('reopened and not resolved again: unresolved', async () => {
    const asked = { subject: 'complaint', asOf: '2024-02-02T00:00:00Z' };
    expect(await rowsOf('service', asked)).toMatchObject([
      { resolved: 0, reopened: 1, resolutionP90Hours: null },
    ]);
  });

  test('split by one dimension or two, filtered, by quarter and from and to', async () => {
    const figures = ({ period, opened, firstResponseMedianMinutes: median, ...row }: Json) =>
      `${period} ${row.channel ?? row.channelFamily ?? ''} ${row.segment ?? ''} ${opened} ${median}`;
    const march = { from: '2024-03-01', to: '2024-04-01' };
    expect((await rowsOf('service', { by: 'channel', ...march })).map(figures)).toEqual([
      '2024-03 chat  1 60',
      '2024-03 social  1 null',
    ]);
    // voice and ivr: 30 and 10, of which the first is the median; chat: 0 and 1440
    const january = { from: '2024-01-01', to: '2024-02-01' };
    expect((await rowsOf('service', { by: 'channelFamily', ...january })).map(figures)).toEqual([
      '2024-01 online  2 0',
      '2024-01 voice  2 10',
    ]);
    for (const more of [{}, FROM_HISTORIES]) {
      const asked = { by: 'channel,segment', 'filter[topic]': 'bill', ...january, ...more };
      expect((await rowsOf('service', asked)).map(figures)).toEqual([
        '2024-01 chat gold 1 1440',
        '2024-01 voice gold 1 30',
      ]);
    }
    expect((await rowsOf('service', { grain: 'quarter' })).map(figures)).toEqual(['2024-Q1   6 30']);
    expect((await rowsOf('service', { 'filter[segment]': 'basic', ...january })).map(figures)).toEqual([
      '2024-01   2 0',
    ]);
  });

  test('counts add up over every split', async () => {
    const sum = (rows: Json[], name: string) => rows.reduce((total, row) => total + row[name], 0);
    const whole = await rowsOf('service');
    for (const by of ['channel', 'channelFamily', 'topic', 'touchpoint', 'product', 'segment', 'country']) {
      const parts = await rowsOf('service', { by });
      for (const name of ['opened', 'answered', 'resolved', 'reopened']) {
        expect([by, name, sum(parts, name)]).toEqual([by, name, sum(whole, name)]);
      }
    }
  });

  test('explain lists the events behind a row', async () => {
    const { sums, events } = await system.json(
      '/v1/explain?metric=service&by=channel&row=period:2024-01,channel:chat',
    );
    // c2 with its two transfers, answer and resolution; c4 with its answer and resolution
    expect(events).toHaveLength(8);
    expect(sums).toMatchObject({ opened: 2, answered: 2, transfers: 2, within1Day: 2, resolvedAtFirst: 1 });
    const { events: ofComplaints } = await system.json(
      '/v1/explain?metric=service&subject=complaint&row=period:2024-01',
    );
    expect(ofComplaints.map(({ event: { type } }: Json) => type.split('.')[2])).toEqual([
      ...['opened', 'answered', 'reopened', 'resolved'],
    ]);
  });

  test('another subject is a 400', async () => {
    const response = await system.ask('/v1/metrics/service?subject=order');
    expect(response.status).toBe(400);
  });
});

describe('complaints', () => {
  const rows = [
    {
      // Ann and Bob were customers of January, with two orders of Ann's
      ...{ period: '2024-01', opened: 1, perThousandCustomers: 500, perThousandOrders: 500, answered: 1 },
      ...{ resolved: 0, reopened: 0, compensation: '0.00', complete: true },
    },
    {
      // Cy complained and Dee bought; the resolution after the reopening counts
      ...{ period: '2024-02', opened: 1, perThousandCustomers: 500, perThousandOrders: 1000, answered: 1 },
      ...{ resolved: 1, reopened: 1, compensation: '8.00', complete: true },
    },
  ];

  test('each at its own event, from what is kept and from the histories', async () => {
    expect(await rowsOf('complaints')).toEqual(rows);
    expect(await rowsOf('complaints', FROM_HISTORIES)).toEqual(rows);
  });

  test('denominators are split by customer dimensions only', async () => {
    const asked = { by: 'product,segment', from: '2024-02-01', to: '2024-03-01' };
    for (const more of [{}, FROM_HISTORIES]) {
      expect(await rowsOf('complaints', { ...asked, ...more })).toMatchObject([
        // of Cy and Dee, one order of Dee's
        { product: 'cup', segment: 'unknown', opened: 1, perThousandCustomers: 500, perThousandOrders: 1000 },
        // nobody of gold bought, made contact or complained in February
        {
          product: 'tea',
          segment: 'gold',
          opened: 0,
          perThousandCustomers: null,
          resolved: 1,
          compensation: '8.00',
        },
      ]);
    }
  });

  test('as of an instant: resolved until it is reopened', async () => {
    const figures = async (asOf: string) =>
      (await rowsOf('complaints', { asOf, precision: '4' })).map(
        ({ period, resolved, reopened, compensation }) => [period, resolved, reopened, compensation],
      );
    expect(await figures('2024-01-31T00:00:00Z')).toEqual([['2024-01', 1, 0, '5.0000']]);
    expect(await figures('2024-02-02T00:00:00Z')).toEqual([
      ['2024-01', 0, 0, '0.0000'],
      ['2024-02', 0, 1, '0.0000'],
    ]);
  });

  test('explain lists the events behind a row', async () => {
    const { sums, events } = await system.json('/v1/explain?metric=complaints&row=period:2024-02');
    expect(sums).toEqual({ opened: 1, answered: 1, resolved: 1, reopened: 1, compensation: '8.00' });
    expect(events).toHaveLength(4);
  });
});

describe('channel mix', () => {
  const figures = ({ period, channel, contacts, share, customers, customerShare, costToServe }: Json) => [
    ...[period, channel, contacts, share, customers, customerShare, costToServe],
  ];

  test('by channel, from what is kept and from the histories', async () => {
    // January: c1 voice 7.00; c2 and c4 chat 1.20 each, of Ann and Bob; c3 ivr. March: c5 social, c6 chat.
    const rows = [
      ['2024-01', 'chat', 2, 2 / 4, 2, 1, '2.40'],
      ['2024-01', 'ivr', 1, 1 / 4, 1, 1 / 2, '0.00'],
      ['2024-01', 'social', 0, 0, 0, 0, '0.00'],
      ['2024-01', 'voice', 1, 1 / 4, 1, 1 / 2, '7.00'],
      ...['chat', 'ivr', 'social', 'voice'].map((channel) => ['2024-02', channel, 0, null, 0, null, '0.00']),
      ['2024-03', 'chat', 1, 1 / 2, 1, 1 / 2, '1.20'],
      ['2024-03', 'ivr', 0, 0, 0, 0, '0.00'],
      ['2024-03', 'social', 1, 1 / 2, 1, 1 / 2, '0.00'],
      ['2024-03', 'voice', 0, 0, 0, 0, '0.00'],
    ];
    expect((await rowsOf('channel-mix')).map(figures)).toEqual(rows);
    expect((await rowsOf('channel-mix', FROM_HISTORIES)).map(figures)).toEqual(rows);
  });

  test('folded into families: who used two channels of one counts once', async () => {
    const asked = { by: 'channelFamily', grain: 'year' };
    // online c2, c4, c6 of Ann and Bob; social c5 of Cy; voice c1, c3 of Ann and Bob
    expect((await rowsOf('channel-mix', asked)).map(figures)).toEqual([
      ['2024', 'online', 3, 3 / 6, 2, 2 / 3, '3.60'],
      ['2024', 'social', 1, 1 / 6, 1, 1 / 3, '0.00'],
      ['2024', 'voice', 2, 2 / 6, 2, 2 / 3, '7.00'],
    ]);
    const [january] = await rowsOf('channel-mix', {
      by: 'channelFamily',
      from: '2024-01-01',
      to: '2024-02-01',
    });
    expect(january).toMatchObject({
      channel: 'online',
      channelFamily: 'online',
      contacts: 2,
      customerShare: 1,
    });
  });

  test('a filter by channel leaves rows and no other shares; one by topic narrows both', async () => {
    const january = { from: '2024-01-01', to: '2024-02-01' };
    for (const more of [{}, FROM_HISTORIES]) {
      const chat = await rowsOf('channel-mix', { 'filter[channel]': 'chat', ...january, ...more });
      expect(chat.map(figures)).toEqual([['2024-01', 'chat', 2, 2 / 4, 2, 1, '2.40']]);
      const voice = await rowsOf('channel-mix', { 'filter[channelFamily]': 'voice', ...january, ...more });
      expect(voice.map(figures)).toEqual([
        ['2024-01', 'ivr', 1, 1 / 4, 1, 1 / 2, '0.00'],
        ['2024-01', 'voice', 1, 1 / 4, 1, 1 / 2, '7.00'],
      ]);
      const bill = await rowsOf('channel-mix', { 'filter[topic]': 'bill', ...january, ...more });
      expect(bill.map(figures)).toEqual([
        ['2024-01', 'chat', 1, 1 / 2, 1, 1, '1.20'],
        ['2024-01', 'voice', 1, 1 / 2, 1, 1, '7.00'],
      ]);
      // of gold's own contacts
      const gold = await rowsOf('channel-mix', {
        by: 'segment',
        'filter[channel]': 'voice',
        ...january,
        ...more,
      });
      expect(gold).toMatchObject([{ segment: 'gold', channel: 'voice', share: 1 / 2, customerShare: 1 }]);
    }
  });

  test('explain lists the events behind a row', async () => {
    const { sums, events } = await system.json(
      '/v1/explain?metric=channel-mix&row=period:2024-01,channel:voice',
    );
    expect(sums).toEqual({ contacts: 1, customers: 1, costToServe: '7.00' });
    // the contact, and the resolution that names the cost
    expect(events.map(({ event: { type } }: Json) => type.split('.')[2])).toEqual(['resolved', 'received']);
  });
});

describe('channel shift', () => {
  const ranges = { before: '2024-01..2024-01', after: '2024-02..2024-03' };
  const rows = [
    {
      // 2 of 4 at 1.20, then 1 of 2: volume (2 − 4) · 2.40 / 4, no other effect
      ...{ channel: 'chat', shareBefore: 1 / 2, shareAfter: 1 / 2, shiftPoints: 0, contactsBefore: 2 },
      ...{ contactsAfter: 1, costBefore: '2.4000', costAfter: '1.2000', volumeEffect: '-1.2000' },
      ...{ mixEffect: '0.0000', rateEffect: '0.0000' },
    },
    {
      ...{ channel: 'ivr', shareBefore: 1 / 4, shareAfter: 0, shiftPoints: -25, contactsBefore: 1 },
      ...{ contactsAfter: 0, costBefore: '0.0000', costAfter: '0.0000', volumeEffect: '0.0000' },
      ...{ mixEffect: '0.0000', rateEffect: '0.0000' },
    },
    {
      ...{ channel: 'social', shareBefore: 0, shareAfter: 1 / 2, shiftPoints: 50, contactsBefore: 0 },
      ...{ contactsAfter: 1, costBefore: '0.0000', costAfter: '0.0000', volumeEffect: '0.0000' },
      ...{ mixEffect: '0.0000', rateEffect: '0.0000' },
    },
    {
      // 1 of 4 at 7.00, then none: volume (2 − 4) · 7 / 4 = −3.50, mix 2 · (0 − 1/4) · 7 = −3.50
      ...{ channel: 'voice', shareBefore: 1 / 4, shareAfter: 0, shiftPoints: -25, contactsBefore: 1 },
      ...{ contactsAfter: 0, costBefore: '7.0000', costAfter: '0.0000', volumeEffect: '-3.5000' },
      ...{ mixEffect: '-3.5000', rateEffect: '0.0000' },
    },
  ];

  test('by channel, from what is kept and from the histories', async () => {
    expect(await rowsOf('channel-shift', { ...ranges, precision: '4' })).toEqual(rows);
    expect(await rowsOf('channel-shift', { ...ranges, precision: '4', ...FROM_HISTORIES })).toEqual(rows);
  });

  test('families are channels of their own', async () => {
    // voice with ivr: 2 of 4 at 3.50 each, then none
    const [online, , voice] = await rowsOf('channel-shift', { ...ranges, by: 'channelFamily' });
    expect(online).toMatchObject({ channel: 'online', channelFamily: 'online', shareBefore: 1 / 2 });
    expect(voice).toMatchObject({
      channel: 'voice',
      costBefore: '7.00',
      volumeEffect: '-3.50',
      mixEffect: '-3.50',
    });
  });

  test('without ranges: the last six whole months, and the six before them', async () => {
    const { parameters, rows: found } = await system.metric('channel-shift', {
      asOf: '2024-07-31T00:00:00Z',
    });
    expect(parameters).toMatchObject({ after: '2024-01..2024-06', before: '2023-07..2023-12' });
    expect(found.map(({ contactsAfter }: Json) => contactsAfter)).toEqual([3, 1, 1, 1]);
    const given = await system.metric('channel-shift', { after: '2024-02..2024-03' });
    expect(given.parameters.before).toBe('2023-12..2024-01');
  });

  test('explain lists the events of both ranges', async () => {
    const { sums, events } = await system.json(
      `/v1/explain?metric=channel-shift&${new URLSearchParams(ranges)}&row=channel:chat`,
    );
    expect(sums).toEqual({ contactsBefore: 2, contactsAfter: 1, costBefore: '2.40', costAfter: '1.20' });
    expect(events).toHaveLength(3);
  });

  test('explain counts a contact of overlapping ranges in both', async () => {
    const question = { ...ranges, before: '2024-01..2024-03', after: '2024-01..2024-03' };
    const { sums, events } = await system.json(
      `/v1/explain?metric=channel-shift&${new URLSearchParams(question)}&row=channel:chat`,
    );
    const [row] = (await rowsOf('channel-shift', question)).filter(({ channel }: Json) => channel === 'chat');
    expect(row).toMatchObject(sums);
    expect(sums).toEqual({ contactsBefore: 3, contactsAfter: 3, costBefore: '3.60', costAfter: '3.60' });
    expect(events).toHaveLength(3);
  });

  test.each(['2024-01', '2024-02..2024-01', '2024-13..2024-14', '2024-01-01..2024-02-01', 'x'])(
    'before=%s is a 400 that says what is allowed',
    async (before) => {
      const response = await system.ask(`/v1/metrics/channel-shift?before=${before}`);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('2025-01..2025-06');
    },
  );
});

/*
 * Complaints of 2025 that contradict themselves, told out of order. It is their year alone that is asked for.
 *
 *   k3  Ann  email   Jan 10 12:00  reopened Jan 11, which it cannot be; answered Jan 12; resolved Jan 15 with 4.00, again
 *                                  Jan 20 with 9.00; reopened Feb 1; reopened Mar 1, which it cannot be; resolved Mar 5 with 6.00
 *   k4  Cy   social  Jan 20 12:00  reopened Jan 25, which it cannot be
 */
describe('reopenings of what is not resolved', () => {
  const year = { from: '2025-01-01', to: '2025-04-01' };
  const at25 = (day: string) => `2025-${day}T12:00:00Z`;
  const told = (what: string, complaint: string, day: string, data: object = {}) =>
    event(`complaint.${what}`, `${complaint}-${what}-${day}`, 'somebody', at25(day), {
      ...{ complaintId: complaint, ...data },
    });
  const voided = (id: string) =>
    event('event.voided', `void-${id}`, undefined, at25('04-01'), { source: 'shop', id });

  beforeAll(() =>
    system.publish([
      told('resolved', 'k3', '03-05', { compensation: '6.00' }),
      told('reopened', 'k3', '02-01'),
      told('reopened', 'k3', '01-11'),
      told('resolved', 'k3', '01-20', { compensation: '9.00' }),
      event('complaint.opened', 'k3', 'ann', at25('01-10'), { complaintId: 'k3', channel: 'email' }),
      told('reopened', 'k3', '03-01'),
      told('answered', 'k3', '01-12'),
      told('resolved', 'k3', '01-15', { compensation: '4.00' }),
      event('complaint.opened', 'k4', 'cy', at25('01-20'), { complaintId: 'k4', channel: 'social' }),
      told('reopened', 'k4', '01-25'),
    ]),
  );

  /** By month, from what is kept and from the histories: the same. */
  const complaintsOf25 = async () => {
    const figures = (rows: Json[]) =>
      rows.map(({ period, resolved, reopened, compensation }) => [period, resolved, reopened, compensation]);
    const kept = figures(await rowsOf('complaints', year));
    expect(figures(await rowsOf('complaints', { ...year, asOf: '2025-06-01T00:00:00Z' }))).toEqual(kept);
    return kept;
  };
  const january = async (parameters: Record<string, string> = {}) => {
    const [row] = await rowsOf('service', { subject: 'complaint', ...year, ...parameters });
    return row;
  };

  test('are not counted', async () => {
    expect(await complaintsOf25()).toEqual([
      ['2025-01', 0, 0, '0.00'],
      ['2025-02', 0, 1, '0.00'],
      ['2025-03', 1, 0, '6.00'],
    ]);
    // k3 of the two: reopened once, resolved 54 days after Jan 10, which is 1296 h.
    const both = {
      period: '2025-01',
      opened: 2,
      answered: 1,
      resolved: 1,
      resolutionMedianHours: 1296,
      reopened: 1,
    };
    expect(await january()).toMatchObject(both);
    expect(await january({ asOf: '2025-06-01T00:00:00Z' })).toMatchObject(both);
  });

  test('as of an instant: the first of two resolutions counts, and no reopening yet', async () => {
    const asOf = '2025-01-31T00:00:00Z';
    expect(await january({ asOf })).toMatchObject({ resolved: 1, resolutionMedianHours: 120, reopened: 0 });
    const [row] = await rowsOf('complaints', { ...year, asOf });
    expect(row).toMatchObject({ resolved: 1, reopened: 0, compensation: '4.00' });
  });

  test('are not behind the rows that explain lists', async () => {
    const idsOf = async (row: string) => {
      const { events } = await system.json(`/v1/explain?metric=${row}`);
      return events.map(({ event: { id } }: Json) => id).sort();
    };
    expect(await idsOf('service&subject=complaint&row=period:2025-01')).toEqual([
      ...['k3', 'k3-answered-01-12', 'k3-reopened-02-01', 'k3-resolved-03-05', 'k4'],
    ]);
    expect(await idsOf('complaints&row=period:2025-03')).toEqual(['k3-resolved-03-05']);
  });

  test('count once a resolution before them comes, and no more when it is voided', async () => {
    await system.publish([
      // k4 was resolved when it was reopened on Jan 25.
      told('resolved', 'k4', '01-22', { compensation: '1.00' }),
      // k3 was not, on Feb 1.
      voided('k3-resolved-01-15'),
      voided('k3-resolved-01-20'),
    ]);
    expect(await complaintsOf25()).toEqual([
      ['2025-01', 0, 1, '0.00'],
      ['2025-02', 0, 0, '0.00'],
      ['2025-03', 1, 0, '6.00'],
    ]);
    // k4's resolution is its answer; it is reopened, and k3 is resolved as before.
    expect(await january()).toMatchObject({ opened: 2, answered: 2, resolved: 1, reopened: 1 });
  });
});
