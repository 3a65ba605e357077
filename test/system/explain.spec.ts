import Big from 'big.js';
import { jsonOf } from '../../libs/intake/testing/start-intake.js';
import { event, type Json, type RunningSystem, runSystem } from './run-system.js';
import { SETTINGS, SMALL_HISTORY } from './small-history.js';

/** The fields that name a row, and which of its figures each measure adds up to. */
const METRICS: Record<string, { key: string[]; figures: Record<string, string> }> = {
  revenue: {
    key: ['period'],
    figures: own('orders', 'customers', 'revenue', 'refunds', 'cost'),
  },
  ltv: { key: [], figures: own('customers', 'orders', 'net', 'contribution', 'costToServe') },
  retention: {
    key: ['cohort', 'age'],
    figures: own('active', 'orders', 'revenue', 'net', 'contribution'),
  },
  lifecycle: {
    key: ['period'],
    figures: {
      newCustomers: 'new',
      returningCustomers: 'returning',
      reactivatedCustomers: 'reactivated',
      dormantCustomers: 'dormant',
    },
  },
  churn: {
    key: ['period'],
    figures: { newCustomers: 'new', ...own('activeAtStart', 'churned', 'wonBack') },
  },
};

function own(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

let system: RunningSystem;
beforeAll(async () => {
  system = await runSystem(SETTINGS);
  await system.publish(SMALL_HISTORY);
});
afterAll(() => system?.close());

const query = (parameters: Record<string, string>) => new URLSearchParams(parameters).toString();

/** All pages behind a row, of two events each. */
async function pagesOf(parameters: Record<string, string>): Promise<Json[]> {
  const pages: Json[] = [];
  let cursor: string | null = null;
  do {
    const page: Json = await system.json(
      `/v1/explain?${query({ limit: '2', ...parameters, ...(cursor && { cursor }) })}`,
    );
    pages.push(page);
    cursor = page.next;
  } while (cursor);
  return pages;
}

describe('what explain lists adds up to the figures of every row', () => {
  const SPLITS: Record<string, string>[] = [
    {},
    { by: 'segment' },
    { 'filter[segment]': 'gold' },
    { asOf: '2024-02-10T00:00:00Z' },
    { grain: 'week', asOf: '2024-03-20T00:00:00Z' },
    { from: '2024-01-15', to: '2024-03-01' },
  ];
  const asked = Object.keys(METRICS).flatMap((metric) => [
    ...SPLITS.filter((split) => metric !== 'ltv' || !split.grain).map((split) => ({ metric, split })),
    ...(metric === 'revenue' ? [{ metric, split: { by: 'product,segment', 'filter[channel]': 'web' } }] : []),
    ...(metric === 'churn' ? [{ metric, split: { window: '30', by: 'segment' } }] : []),
  ]);

  test.each(asked)('$metric $split', async ({ metric, split }) => {
    const parameters: Record<string, string> = { ...split, precision: '4' };
    const { rows } = await system.metric(metric, parameters);
    const { key, figures } = METRICS[metric];
    let listed = 0;
    for (const row of rows) {
      const named = [...key, ...(parameters.by?.split(',') ?? [])];
      const fields = Object.fromEntries(named.map((name) => [`row[${name}]`, String(row[name])]));
      const pages = await pagesOf({ metric, ...parameters, ...fields });
      const events: Json[] = pages.flatMap((page) => page.events);
      listed += events.length;
      const found = Object.entries(figures).map(([measure, figure]) => [
        figure,
        events.reduce((sum, { adds }) => sum.plus(adds[measure] ?? 0), Big(0)).toFixed(4),
      ]);
      const figured = Object.values(figures).map((figure) => [figure, Big(row[figure]).toFixed(4)]);
      expect({ row, found }).toEqual({ row, found: figured });
      expect(pages.map(({ count }) => count)).toEqual(pages.map(() => events.length));
      expect(pages[0].sums).toMatchObject(
        Object.fromEntries(Object.entries(figures).map(([measure, figure]) => [measure, row[figure]])),
      );
      const positions = events.map(({ event: { position } }) => Number(position));
      expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
    }
    expect(listed).toBeGreaterThan(0);
  });
});

test('size and cumulativeNet of retention are made of the events of age 0, and of all ages until then', async () => {
  const { rows } = await system.metric('retention', { precision: '4' });
  const sumsOf = async ({ cohort, age }: Json): Promise<Json> =>
    (
      await system.json(
        `/v1/explain?${query({ metric: 'retention', precision: '4', row: `cohort:${cohort},age:${age}` })}`,
      )
    ).sums;
  let size = 0;
  let net = Big(0);
  for (const row of rows) {
    const sums = await sumsOf(row);
    if (row.age === 0) [size, net] = [sums.active, Big(0)];
    net = net.plus(sums.net);
    expect(row).toMatchObject({ size, cumulativeNet: net.toFixed(4) });
  }
  expect(rows.some(({ age, size: known }: Json) => age > 0 && known > 1)).toBe(true);
});

test('a row is explained by the events themselves', async () => {
  const { count, sums, events, next } = await system.json(
    '/v1/explain?metric=revenue&by=channel&row=period:2024-02,channel:web',
  );
  // o1's refund and the line of tea, in the order of the log; the EUR line without an amount in its own currency
  expect({ count, sums, next }).toEqual({
    count: 2,
    sums: { customers: 1, orders: 1, revenue: '33.00', refunds: '25.00', cost: '3.20' },
    next: null,
  });
  expect(events).toMatchObject([
    {
      adds: { refunds: '25.00', cost: '-10.00' },
      event: { id: 'r1', type: 'lifeledger.purchase.refunded.v1' },
    },
    {
      adds: { customers: 1, orders: 1, revenue: '33.00', cost: '13.20' },
      event: { id: 'o3-tea', subject: 'ann', data: { amount: '30.00', currency: 'EUR' } },
    },
  ]);
});

test('an amount without a rate is listed, and adds its order', async () => {
  const { events } = await system.json('/v1/explain?metric=revenue&row=period:2024-03');
  expect(events).toMatchObject([{ adds: { customers: 1, orders: 1 }, event: { id: 'o4' } }]);
});

test('a row that has changed since the first page is a 409; one that has not goes on', async () => {
  const buy = (id: string, day: string) =>
    event('purchase.completed', id, 'eve', `2025-${day}T12:00:00Z`, { orderId: id, amount: '10' });
  await system.publish([buy('e1', '01-01'), buy('e2', '01-02'), buy('e3', '01-03')]);
  await system.caughtUp();
  const row = '/v1/explain?metric=revenue&row=period:2025-01&limit=1';
  const first = await system.json(row);
  expect(first).toMatchObject({ count: 3, events: [{ event: { id: 'e1' } }] });

  await system.publish([buy('e4', '02-01')]);
  await system.caughtUp();
  const second = await system.json(`${row}&cursor=${first.next}`);
  expect(second).toMatchObject({ count: 3, events: [{ event: { id: 'e2' } }] });

  await system.publish([buy('e5', '01-05')]);
  await system.caughtUp();
  const third = await system.ask(`${row}&cursor=${second.next}`);
  expect(third.status).toBe(409);
  expect((await jsonOf(third)).detail).toContain('changed');
});

test('personal fields are shown only to a key that may see customers', async () => {
  await system.publish([
    event(
      'purchase.completed',
      'gift',
      'flo',
      '2025-06-01T12:00:00Z',
      { orderId: 'gift', amount: '10', giftNote: 'to my dear aunt' },
      { sessionid: 'session-of-flo' },
    ),
  ]);
  await system.caughtUp();
  const asked = async (...scopes: string[]) =>
    (
      await system.ask('/v1/explain?metric=revenue&row=period:2025-06', {
        key: await system.keyFor(...scopes),
      })
    ).text();
  const full = await asked('metrics:read', 'customers:read');
  expect(full).toContain('to my dear aunt');
  expect(full).toContain('session-of-flo');
  const plain = await asked('metrics:read');
  expect(plain).toContain('"orderId":"gift"');
  expect(plain).not.toMatch(/aunt|session-of-flo|giftNote/);
});

test.each([
  ['row=period:2024-01', 'metric', 'name a metric'],
  ['metric=revenue', 'row', 'period'],
  ['metric=revenue&row=2024-01', 'row', 'period:2026-11'],
  ['metric=revenue&row=period:soon', 'row', 'period such as 2026-11'],
  ['metric=revenue&row=period:2024-W01', 'row', 'period such as 2026-11'],
  ['metric=retention&row=cohort:2024-01', 'row', 'age'],
  ['metric=retention&row=cohort:2024-01,age:one', 'row', 'whole number'],
  ['metric=revenue&by=segment&row=period:2024-01', 'row', 'segment'],
  ['metric=revenue&row[color]=red&row[period]=2024-01', 'row[color]', 'period'],
  ['metric=revenue&row=period:2024-01&limit=0', 'limit', '1 to 1000'],
  ['metric=revenue&row=period:2024-01&cursor=x', 'cursor', 'earlier answer'],
  ['metric=revenue&row=period:2024-01&page=2', 'page', 'grain'],
])('%s is a 400 that says what is needed', async (parameters, path, needed) => {
  const response = await system.ask(`/v1/explain?${parameters}`);
  expect(response.status).toBe(400);
  const [error] = (await jsonOf(response)).errors;
  expect(error.path).toBe(path);
  expect(error.message).toContain(needed);
});

test('an unknown metric is a 404', async () => {
  expect((await system.ask('/v1/explain?metric=reveneu&row=period:2024-01')).status).toBe(404);
});
