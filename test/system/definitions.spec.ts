import { event, type RunningSystem, runSystem } from './run-system.js';
import { SETTINGS, SMALL_HISTORY } from './small-history.js';

// Every figure here is worked out by hand from the history that test/system/small-history.ts tells.

const END_OF_QUARTER = { asOf: '2024-04-01T00:00:00Z' };

let system: RunningSystem;
beforeAll(async () => {
  system = await runSystem(SETTINGS);
  for (const one of SMALL_HISTORY) await system.publish([one]);
});
afterAll(() => system?.close());

const zeros = {
  orders: 0,
  customers: 0,
  revenue: '0.00',
  refunds: '0.00',
  net: '0.00',
  cost: '0.00',
  contribution: '0.00',
};

describe('revenue', () => {
  // o1 and o2; o3, and in February the refunds of o1 and o3; o4 is an order without an amount.
  const rows = [
    {
      ...{ period: '2024-01', orders: 2, customers: 2, revenue: '150.00', refunds: '0.00' },
      ...{ net: '150.00', cost: '60.00', contribution: '90.00', complete: true },
    },
    {
      // 33.00 + 10.00, less 25.00 and 10.00; costs 13.20 + 14.00 − 10.00
      ...{ period: '2024-02', orders: 1, customers: 1, revenue: '43.00', refunds: '35.00' },
      ...{ net: '8.00', cost: '17.20', contribution: '-9.20', complete: true },
    },
    { period: '2024-03', ...zeros, orders: 1, customers: 1, complete: true },
  ];

  test('by month, from the sums that are kept and from the histories', async () => {
    const kept = await system.metric('revenue');
    expect(kept.rows).toEqual(rows);
    expect(kept.unconverted).toEqual([{ currency: 'GBP', count: 1, amount: '20.00' }]);
    const asked = await system.metric('revenue', END_OF_QUARTER);
    expect(asked.rows).toEqual(rows);
    expect(asked.unconverted).toEqual(kept.unconverted);
  });

  test('by channel every channel has every period, and orders of two channels count in both', async () => {
    const all = (await system.metric('revenue', { by: 'channel' })).rows;
    expect(all.map(({ period, channel }: Record<string, string>) => `${period} ${channel}`)).toEqual(
      ['2024-01', '2024-02', '2024-03'].flatMap((period) =>
        ['app', 'in-person', 'unknown', 'web'].map((channel) => `${period} ${channel}`),
      ),
    );
    expect(all.slice(4, 8)).toEqual([
      {
        ...{ period: '2024-02', channel: 'app', orders: 1, customers: 1, revenue: '10.00', refunds: '10.00' },
        ...{ net: '0.00', cost: '14.00', contribution: '-14.00', complete: true },
      },
      { period: '2024-02', channel: 'in-person', ...zeros, complete: true },
      { period: '2024-02', channel: 'unknown', ...zeros, complete: true },
      {
        // o1's refund belongs to o1's channel; 33.00 − 25.00; 13.20 − 10.00
        ...{ period: '2024-02', channel: 'web', orders: 1, customers: 1, revenue: '33.00', refunds: '25.00' },
        ...{ net: '8.00', cost: '3.20', contribution: '4.80', complete: true },
      },
    ]);
  });

  test('narrowed to a customer dimension and an event dimension at once', async () => {
    const { rows } = await system.metric('revenue', { 'filter[segment]': 'gold', 'filter[product]': 'tea' });
    expect(rows).toMatchObject([
      { period: '2024-01', orders: 1, net: '100.00' },
      { period: '2024-02', orders: 1, net: '8.00' },
    ]);
    const none = await system.metric('revenue', { 'filter[segment]': 'basic', 'filter[product]': 'tea' });
    expect(none.rows).toEqual([]);
  });
});

describe('lifetime value', () => {
  test('of everybody', async () => {
    // net 150 + 8; contribution 90 − 9.20; serving 7.00 + 5.00 for Ann, 1.20 for Bob
    const row = {
      ...{ group: 'all', customers: 2, orders: 4, net: '158.00', contribution: '80.80' },
      ...{ costToServe: '13.20', ltv: '67.60', ltvPerCustomer: '33.80' },
    };
    expect((await system.metric('ltv')).rows).toEqual([row]);
    expect((await system.metric('ltv', END_OF_QUARTER)).rows).toEqual([row]);
  });

  test('by segment', async () => {
    expect((await system.metric('ltv', { by: 'segment' })).rows).toEqual([
      {
        ...{ group: 'basic', segment: 'basic', customers: 1, orders: 2, net: '50.00', contribution: '30.00' },
        ...{ costToServe: '1.20', ltv: '28.80', ltvPerCustomer: '28.80' },
      },
      {
        ...{ group: 'gold', segment: 'gold', customers: 1, orders: 2, net: '108.00', contribution: '50.80' },
        ...{ costToServe: '12.00', ltv: '38.80', ltvPerCustomer: '38.80' },
      },
    ]);
  });

  test('as of an instant: what is later does not exist, but merges, voids and profiles do', async () => {
    // Up to Jan 12 noon, both inclusive: o1, and the call at its channel's 4.50, not resolved yet.
    const { rows } = await system.metric('ltv', { asOf: '2024-01-12T12:00:00Z', by: 'segment' });
    expect(rows).toEqual([
      {
        ...{ group: 'gold', segment: 'gold', customers: 1, orders: 1, net: '100.00', contribution: '60.00' },
        ...{ costToServe: '4.50', ltv: '55.50', ltvPerCustomer: '55.50' },
      },
    ]);
  });

  test('from and to choose customers by their first purchase, with all of their history', async () => {
    const { rows } = await system.metric('ltv', { from: '2024-01-20', to: '2024-02-01' });
    expect(rows).toMatchObject([{ customers: 1, orders: 2, net: '50.00' }]);
  });
});

test('retention', async () => {
  // One cohort of two: Ann comes back in February, Bob in March.
  const ages = [
    { active: 2, rate: 1, orders: 2, revenue: '150.00', net: '150.00', contribution: '90.00' },
    { active: 1, rate: 0.5, orders: 1, revenue: '43.00', net: '8.00', contribution: '-9.20' },
    { active: 1, rate: 0.5, orders: 1, revenue: '0.00', net: '0.00', contribution: '0.00' },
    { active: 0, rate: 0, orders: 0, revenue: '0.00', net: '0.00', contribution: '0.00' },
  ];
  const cumulative = [
    { cumulativeNet: '150.00', cumulativeNetPerCustomer: '75.00' },
    { cumulativeNet: '158.00', cumulativeNetPerCustomer: '79.00' },
    { cumulativeNet: '158.00', cumulativeNetPerCustomer: '79.00' },
    { cumulativeNet: '158.00', cumulativeNetPerCustomer: '79.00' },
  ];
  const rows = ages.map((age, i) => ({
    ...{ cohort: '2024-01', size: 2, age: i, ...age, ...cumulative[i], complete: i < 3 },
  }));
  // With asOf the ages go on to its own period, April, which has just begun.
  expect((await system.metric('retention', END_OF_QUARTER)).rows).toEqual(rows);
  expect((await system.metric('retention')).rows).toEqual(rows.slice(0, 3));
});

test('lifecycle', async () => {
  const rows = [
    { period: '2024-01', new: 2, returning: 0, reactivated: 0, dormant: 0, active: 2, complete: true },
    { period: '2024-02', new: 0, returning: 1, reactivated: 0, dormant: 1, active: 1, complete: true },
    { period: '2024-03', new: 0, returning: 0, reactivated: 1, dormant: 1, active: 1, complete: true },
  ];
  expect((await system.metric('lifecycle')).rows).toEqual(rows);
  expect((await system.metric('lifecycle', END_OF_QUARTER)).rows).toEqual(rows);
});

describe('churn', () => {
  test('with a window of 30 days', async () => {
    // Ann buys Jan 10 and, 26 days later, Feb 5: she churns on Mar 6. Bob buys Jan 20, churns on Feb 19, is won back on
    // Mar 1 and churns again on Mar 31: in March, at whose start he was not active.
    const { rows } = await system.metric('churn', { window: '30', ...END_OF_QUARTER });
    expect(rows).toEqual([
      { period: '2024-01', activeAtStart: 0, new: 2, churned: 0, wonBack: 0, rate: null, complete: true },
      { period: '2024-02', activeAtStart: 2, new: 0, churned: 1, wonBack: 0, rate: 0.5, complete: true },
      { period: '2024-03', activeAtStart: 1, new: 0, churned: 1, wonBack: 1, rate: 1, complete: true },
    ]);
  });

  test('with the 90 days it has by itself', async () => {
    // Ann's Feb 5 + 90 days is May 5, Bob's Mar 1 + 90 days is May 30.
    const quiet = { new: 0, churned: 0, wonBack: 0, rate: 0, complete: true };
    expect((await system.metric('churn')).rows).toEqual([
      { ...quiet, period: '2024-01', activeAtStart: 0, new: 2, rate: null },
      { ...quiet, period: '2024-02', activeAtStart: 2 },
      { ...quiet, period: '2024-03', activeAtStart: 2 },
      { ...quiet, period: '2024-04', activeAtStart: 2 },
      { ...quiet, period: '2024-05', activeAtStart: 2, churned: 2, rate: 1 },
    ]);
  });

  test('a churn instant counts from itself on', async () => {
    const lastOf = async (asOf: string) => (await system.metric('churn', { asOf })).rows.at(-1);
    expect(await lastOf('2024-05-05T11:59:59.999999Z')).toMatchObject({ period: '2024-03' });
    expect(await lastOf('2024-05-05T12:00:00Z')).toMatchObject({ period: '2024-05', churned: 1, rate: 0.5 });
  });
});

test('a void that comes late, a merge and a rate change the figures that were there', async () => {
  const before = (await system.metric('revenue', { from: '2025-01-01', to: '2025-02-01' })).rows;
  expect(before).toEqual([{ period: '2025-01', ...zeros, complete: true }]);
  const at = '2025-01-15T12:00:00Z';
  await system.publish([
    event('purchase.completed', 'l1', 'dan', at, { orderId: 'l1', amount: '10', cost: '0' }),
    event('purchase.completed', 'l2', 'dan-too', at, {
      orderId: 'l2',
      amount: '7',
      cost: '0',
      currency: 'CHF',
    }),
    event('purchase.completed', 'l3', 'dan', at, { orderId: 'l3', amount: '5', cost: '0' }),
  ]);
  const january = { from: '2025-01-01', to: '2025-02-01' };
  expect(await system.metric('revenue', january)).toMatchObject({
    rows: [{ orders: 3, customers: 2, revenue: '15.00' }],
    unconverted: [{ currency: 'CHF', count: 1, amount: '7.00' }],
  });
  await system.publish([event('customer.merged', 'l4', 'dan-too', at, { into: 'dan' })]);
  expect((await system.metric('revenue', january)).rows).toMatchObject([{ orders: 3, customers: 1 }]);
  await system.publish([
    event('fx.rate', 'l5', undefined, at, { from: 'CHF', to: 'USD', rate: '1.25', date: '2025-01-15' }),
    event('event.voided', 'l6', undefined, at, { source: 'shop', id: 'l3' }),
  ]);
  // 10.00 + 7.00 · 1.25
  expect(await system.metric('revenue', january)).toMatchObject({
    rows: [{ orders: 2, customers: 1, revenue: '18.75' }],
    unconverted: [],
  });
});
