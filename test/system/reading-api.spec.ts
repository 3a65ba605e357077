import { jsonOf } from '../../libs/intake/testing/start-intake.js';
import { event, type Json, type RunningSystem, runSystem } from './run-system.js';
import { SETTINGS, SMALL_HISTORY } from './small-history.js';

/*
 * To the small history's Ann and Bob come
 *   what is known of Ann by two registrations, one of which a third, voided, contradicts;
 *   her answers to surveys, the latest of each kind counting, one given twice and a contradiction the second time;
 *   a contact and a complaint of hers that are open, and a complaint that was opened again;
 *   Lea, who has registered and bought nothing, and a customer whose id needs escaping;
 *   what Ann and a stranger wrote in public.
 */
const MORE = [
  event('customer.registered', 'ann-2', 'ann-old', '2024-02-01T12:00:00Z', {
    country: 'DE',
    birthYear: 1990,
    attributes: { shoe: '42' },
  }),
  event('customer.registered', 'ann-3', 'ann', '2024-03-01T12:00:00Z', { segment: 'silver', country: 'FR' }),
  event('event.voided', 'ann-3-void', undefined, '2024-03-02T12:00:00Z', { source: 'shop', id: 'ann-3' }),
  survey('s1', 'ann', '2024-02-02T12:00:00Z', { kind: 'nps', score: 9 }),
  survey('s2', 'ann-old', '2024-02-01T12:00:00Z', { kind: 'nps', score: 3 }),
  survey('s3', 'ann', '2024-02-03T12:00:00Z', { kind: 'csat', score: 4, comment: 'kind people' }),
  event('survey.answered', 's3-again', 'ann', '2024-02-04T12:00:00Z', {
    responseId: 's3',
    kind: 'csat',
    score: 1,
  }),
  mention('praise', 'ann'),
  mention('critique', 'writer'),
  event('contact.received', 'c3', 'ann', '2024-03-05T12:00:00Z', { contactId: 'c3', channel: 'email' }),
  event('complaint.opened', 'k2', 'ann', '2024-03-06T12:00:00Z', { complaintId: 'k2', channel: 'social' }),
  event('complaint.resolved', 'k2-r', 'ann', '2024-03-07T12:00:00Z', { complaintId: 'k2' }),
  event('complaint.reopened', 'k2-o', 'ann', '2024-03-08T12:00:00Z', { complaintId: 'k2' }),
  event('customer.registered', 'lea', 'lea', '2024-01-01T12:00:00Z', { country: 'BR' }),
  event('purchase.completed', 'odd', 'a/b c?d%é', '2024-01-02T12:00:00Z', {
    orderId: 'odd',
    amount: '1',
    cost: '0',
  }),
];

function survey(id: string, subject: string, time: string, data: object) {
  return event('survey.answered', id, subject, time, { responseId: id, ...data });
}

function mention(id: string, subject: string) {
  return event('mention.published', id, subject, '2024-02-06T12:00:00Z', {
    mentionId: id,
    network: 'forum',
    authorKind: 'customer',
    sentiment: 'positive',
  });
}

let system: RunningSystem;
beforeAll(async () => {
  system = await runSystem(SETTINGS);
  await system.publish(SMALL_HISTORY);
  await system.publish(MORE);
  await system.caughtUp();
});
afterAll(() => system?.close());

const expectProblem = async (path: string, status: number, parameter: string, said: string) => {
  const response = await system.ask(path);
  expect([path, response.status]).toEqual([path, status]);
  const { errors, detail } = await jsonOf(response);
  if (parameter) expect([path, errors[0].path]).toEqual([path, parameter]);
  expect(errors?.[0].message ?? detail).toContain(said);
};

/** All items of a list, page by page. */
async function pages(path: string, items: string, by: string): Promise<Json[][]> {
  const found: Json[][] = [];
  let next: string | null = null;
  do {
    const page: Json = await system.json(next ? `${path}&${by}=${encodeURIComponent(next)}` : path);
    found.push(page[items]);
    next = page.next;
  } while (next);
  return found;
}

describe('a customer', () => {
  test('profile: what is known, merged ids, totals, scores, open cases', async () => {
    const profile = await system.json('/v1/customers/ann');
    // Her orders o1 and o3: see the lifetime value in definitions.spec.ts.
    expect(profile).toEqual({
      id: 'ann',
      mergedIds: ['ann-old'],
      registered: { segment: 'gold', country: 'DE', birthYear: 1990, attributes: { shoe: '42' } },
      acquisitionChannel: 'unknown',
      campaign: 'unknown',
      firstPurchase: '2024-01-10T12:00:00Z',
      lastPurchase: '2024-02-05T12:00:00Z',
      orders: 2,
      net: '108.00',
      contribution: '50.80',
      costToServe: '12.00',
      ltv: '38.80',
      lifecycle: 'churned',
      latestScores: {
        nps: { score: 9, min: 0, max: 10, time: '2024-02-02T12:00:00Z' },
        csat: { score: 4, min: 1, max: 5, time: '2024-02-03T12:00:00Z' },
      },
      openCases: [
        { kind: 'contact', id: 'c3', channel: 'email', openedAt: '2024-03-05T12:00:00Z' },
        { kind: 'complaint', id: 'k2', channel: 'social', openedAt: '2024-03-06T12:00:00Z' },
      ],
      asOf: expect.stringMatching(/:00Z$/),
      position: String(system.position()),
    });
  });

  test('under a merged id it is the same person', async () => {
    const { asOf: _, ...ann } = await system.json('/v1/customers/ann');
    expect(await system.json('/v1/customers/ann-old')).toMatchObject(ann);
  });

  test('who has bought nothing is a prospect; who has bought lately is active', async () => {
    expect(await system.json('/v1/customers/lea')).toMatchObject({
      ...{ lifecycle: 'prospect', orders: 0, ltv: '0.00', firstPurchase: null, lastPurchase: null },
      registered: { country: 'BR' },
    });
    const lately = new Date(Date.now() - 89 * 86_400_000).toISOString();
    await system.publish([
      event('purchase.completed', 'new', 'nat', lately, { orderId: 'new', amount: '0' }),
    ]);
    await system.caughtUp();
    expect(await system.json('/v1/customers/nat')).toMatchObject({ lifecycle: 'active', orders: 1 });
  });

  test('an id of any characters, and an unknown one', async () => {
    const odd = encodeURIComponent('a/b c?d%é');
    expect(await system.json(`/v1/customers/${odd}`)).toMatchObject({ id: 'a/b c?d%é', orders: 1 });
    expect((await system.json(`/v1/customers/${odd}/timeline`)).events).toMatchObject([{ id: 'odd' }]);
    await expectProblem('/v1/customers/nobody', 404, '', 'nobody');
    await expectProblem('/v1/customers/nobody/timeline', 404, '', 'nobody');
    await expectProblem('/v1/customers/ann?asOf=2024-01-01T00:00:00Z', 400, 'asOf', 'not a parameter');
  });
});

describe('the timeline', () => {
  const times = (events: Json[]) => events.map(({ time }) => time);

  test('every event of the person, merged ids and cases included, newest first', async () => {
    const { events, next } = await system.json('/v1/customers/ann-old/timeline?limit=500');
    expect(next).toBeNull();
    const own = [...SMALL_HISTORY, ...MORE].filter((one) =>
      ['ann', 'ann-old'].includes((one as { subject?: string }).subject ?? ''),
    );
    expect(new Set(events.map(({ id }: Json) => id))).toEqual(new Set(own.map(({ id }: Json) => id)));
    expect(times(events)).toEqual(times(events).toSorted().reverse());
    expect(events.find(({ id }: Json) => id === 's3').data.comment).toBe('kind people');
  });

  test('page by page it is the same', async () => {
    const { events } = await system.json('/v1/customers/ann/timeline?limit=500');
    const found = await pages('/v1/customers/ann/timeline?limit=3', 'events', 'before');
    expect(found.flat()).toEqual(events);
    expect(found.map(({ length }) => length).every((length) => length <= 3)).toBe(true);
    await expectProblem('/v1/customers/ann/timeline?before=yesterday', 400, 'before', 'cursor');
    await expectProblem('/v1/customers/ann/timeline?limit=501', 400, 'limit', '1 to 500');
  });
});

describe('the list of customers', () => {
  const ids = (customers: Json[]) => customers.map(({ id }) => id);

  test('is sorted by lifetime value, highest first, each person once', async () => {
    const { customers, position } = await system.json('/v1/customers');
    expect(customers.slice(0, 3)).toMatchObject([
      { id: 'ann', ltv: '38.80', orders: 2, segment: 'gold', generation: 'born-after-1981' },
      { id: 'bob', ltv: '28.80', orders: 2, segment: 'basic', generation: 'unknown' },
      { id: 'a/b c?d%é', ltv: '1.00', orders: 1, segment: 'unknown' },
    ]);
    expect(ids(customers)).not.toContain('ann-old');
    expect(Number(position)).toBe(system.position());
  });

  test('leaves out of whom there is nothing but what they wrote in public', async () => {
    const { customers } = await system.json('/v1/customers?limit=500');
    expect(ids(customers)).toEqual(expect.arrayContaining(['ann', 'lea']));
    expect(ids(customers)).not.toContain('writer');
    expect(await system.json('/v1/customers/writer')).toMatchObject({ lifecycle: 'prospect', orders: 0 });
    await system.publish([
      event('lead.captured', 'lead', 'writer', '2024-05-01T12:00:00Z', { channel: 'fair' }),
    ]);
    await system.caughtUp();
    expect(ids((await system.json('/v1/customers?limit=500')).customers)).toContain('writer');
  });

  test.each(['ltv', 'net', 'lastPurchase'])('sorted by %s, page by page it is the same', async (sort) => {
    const { customers } = await system.json(`/v1/customers?sort=${sort}`);
    const found = await pages(`/v1/customers?sort=${sort}&limit=2`, 'customers', 'cursor');
    expect(ids(found.flat())).toEqual(ids(customers));
    const values = customers.map((customer: Json) =>
      sort === 'lastPurchase' ? Date.parse(customer[sort] ?? 0) : Number(customer[sort]),
    );
    expect(values).toEqual([...values].sort((a, b) => b - a));
  });

  test('what cannot be used is named', async () => {
    await expectProblem('/v1/customers?sort=name', 400, 'sort', 'ltv');
    await expectProblem('/v1/customers?limit=0', 400, 'limit', '1 to 500');
    await expectProblem('/v1/customers?cursor=abc', 400, 'cursor', 'earlier answer');
    const { next } = await system.json('/v1/customers?limit=1');
    await expectProblem(`/v1/customers?sort=net&cursor=${next}`, 400, 'cursor', 'sorted by net');
    for (const parts of [
      ['ltv', 'abc', 'x'],
      ['ltv', '1'],
      ['lastPurchase', '2024-13-99 00:00:00+00', 'x'],
      ['ltv', '2024-01-01 00:00:00+00', 'x'],
      ['ltv', '1', '\u0000'],
    ]) {
      const made = Buffer.from(JSON.stringify(parts)).toString('base64url');
      await expectProblem(`/v1/customers?sort=${parts[0]}&cursor=${made}`, 400, 'cursor', 'cursor');
    }
  });
});

describe('the log', () => {
  test('from a position, so many, page by page to its end', async () => {
    const first = await system.json('/v1/events?limit=2');
    expect(first).toMatchObject({
      events: [
        { id: 'void-o5', position: '1', specversion: '1.0' },
        { id: 'r1', position: '2' },
      ],
      next: '3',
    });
    expect(Date.parse(first.events[0].recordedtime)).toBeLessThanOrEqual(Date.now());
    const found = (await pages('/v1/events?limit=7', 'events', 'from')).flat();
    expect(found.map(({ position }) => Number(position))).toEqual(
      Array.from({ length: system.position() }, (_, i) => i + 1),
    );
    expect(await system.json(`/v1/events?from=${system.position() + 1}`)).toEqual({ events: [], next: null });
  });

  test('of a type and of a subject, its complaints included', async () => {
    const idsOf = async (query: string) =>
      (await pages(`/v1/events?limit=2&${query}`, 'events', 'from')).flat().map(({ id }) => id);
    expect(await idsOf('type=lifeledger.purchase.refunded.v1')).toEqual(['r1', 'r2']);
    expect(await idsOf('subject=ann-old&type=lifeledger.purchase.refunded.v1')).toEqual(['r1']);
    expect(await idsOf('subject=ann&type=lifeledger.complaint.opened.v1')).toEqual(['k1', 'k2']);
    expect(await idsOf('subject=bob')).toEqual(['o2', 'o4', 'c2', 'bob']);
    expect(await idsOf('subject=nobody')).toEqual([]);
  });

  test('what cannot be used is named', async () => {
    await expectProblem('/v1/events?from=first', 400, 'from', 'position');
    await expectProblem('/v1/events?limit=5001', 400, 'limit', '1 to 5000');
    await expectProblem('/v1/events?type=purchase', 400, 'type', 'lifeledger.purchase.completed.v1');
    await expectProblem('/v1/events?subject=', 400, 'subject', 'empty');
    await expectProblem('/v1/events?after=1', 400, 'after', 'from');
  });
});

describe('projections', () => {
  test('each says where it stands', async () => {
    const head = String(system.position());
    expect(await system.json('/v1/projections')).toEqual([
      {
        ...{ name: 'customers', version: expect.any(String), generation: 1, status: 'live' },
        ...{ position: head, head, lag: { events: 0, seconds: 0 }, failed: [] },
      },
    ]);
    expect(await system.json('/v1/projections/customers')).toMatchObject({ name: 'customers' });
    await expectProblem('/v1/projections/clients', 404, '', 'customers');
    const unknown = await system.ask('/v1/projections/clients/rebuild', { method: 'POST' });
    expect(unknown.status).toBe(404);
  });

  test('a rebuild gives the same answers, from other tables', async () => {
    const answers = async () =>
      (await Promise.all(['revenue', 'ltv', 'retention', 'churn'].map((name) => system.metric(name)))).map(
        ({ rows }) => rows,
      );
    const before = await answers();
    const asked = await system.ask('/v1/projections/customers/rebuild', { method: 'POST' });
    expect(asked.status).toBe(202);
    const deadline = Date.now() + 30_000;
    while ((await system.json('/v1/projections/customers')).generation === 1) {
      if (Date.now() > deadline) throw new Error('the rebuild does not end');
    }
    expect(await answers()).toEqual(before);
    expect(await system.json('/v1/projections/customers')).toMatchObject({ generation: 2, status: 'live' });
  });
});

test('U+0000 in a path or a parameter is a 400 that names it', async () => {
  await expectProblem('/v1/customers/%00', 400, '', 'U+0000');
  await expectProblem('/v1/customers?sort=a%00', 400, 'sort', 'U+0000');
  await expectProblem('/v1/events?subject=a%00b', 400, 'subject', 'U+0000');
  await expectProblem('/v1/metrics/ltv?filter[segment]=%00', 400, 'filter[segment]', 'U+0000');
  await expectProblem('/v1/explain?metric=ltv&filter%5Bsegment%5D=%00', 400, 'filter[segment]', 'U+0000');
});

test('health: live, and ready with every part', async () => {
  expect(await system.json('/health/live', { key: null })).toEqual({ status: 'live' });
  expect(await system.json('/health/ready', { key: null })).toEqual({
    status: 'ready',
    checks: { database: 'ok', projections: 'ok' },
  });
});

test('OpenAPI: the document, and a page to read it', async () => {
  const document = await system.json('/openapi.json', { key: null });
  expect(document).toMatchObject({ openapi: expect.stringMatching(/^3\./), info: { title: 'Lifeledger' } });
  expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/v1/events', '/v1/customers/{id}']));
  const page = await system.ask('/docs', { key: null });
  expect(page.headers.get('content-type')).toContain('text/html');
});
