import { eventsOf } from './events-of.js';
import { plainCalculation, type Settings } from './index.js';

const SETTINGS: Settings = {
  reportingCurrency: 'USD',
  timeZone: 'UTC',
  defaultCostRate: '0',
  unitCosts: {},
  asOf: Date.parse('2026-06-15T00:00:00Z') * 1000,
};
const calculate = (events: ReturnType<typeof eventsOf>, settings: Partial<Settings> = {}) =>
  plainCalculation(events, { ...SETTINGS, ...settings });

describe('revenue', () => {
  it('a purchase, its cost by rate, a refund a month later, an empty month between', () => {
    const events = eventsOf(
      ['purchase.completed', 'ann', '2026-01-10', { orderId: 'o1', amount: '100', cost: '40' }],
      ['purchase.completed', 'bob', '2026-01-20', { orderId: 'o2', amount: '10.01' }],
      [
        'purchase.refunded',
        'ann',
        '2026-03-05',
        { orderId: 'o1', refundId: 'r1', amount: '25.5', cost: '10' },
      ],
    );
    // January: 110.01 revenue; cost 40 + 0.6 × 10.01 = 46.006, so 46.01; contribution 64.004, so 64.00
    // March: −25.5 net, cost −10, contribution −15.5
    expect(calculate(events, { defaultCostRate: '0.6' }).revenue({})).toEqual([
      {
        period: '2026-01',
        orders: 2,
        customers: 2,
        revenue: '110.01',
        refunds: '0.00',
        net: '110.01',
        cost: '46.01',
        contribution: '64.00',
        complete: true,
      },
      {
        period: '2026-02',
        orders: 0,
        customers: 0,
        revenue: '0.00',
        refunds: '0.00',
        net: '0.00',
        cost: '0.00',
        contribution: '0.00',
        complete: true,
      },
      {
        period: '2026-03',
        orders: 0,
        customers: 0,
        revenue: '0.00',
        refunds: '25.50',
        net: '-25.50',
        cost: '-10.00',
        contribution: '-15.50',
        complete: true,
      },
    ]);
    expect(
      calculate(events, { defaultCostRate: '0.6' }).revenue({ to: '2026-02-01', precision: 4 }),
    ).toMatchObject([{ cost: '46.0060', contribution: '64.0040' }]);
  });

  it('refunds beyond the amount: the second gets what the first left, an early one counts with its purchase', () => {
    const events = eventsOf(
      ['purchase.refunded', 'ann', '2026-01-01', { orderId: 'o1', refundId: 'r1', amount: '70', cost: '1' }],
      ['purchase.completed', 'ann', '2026-02-10', { orderId: 'o1', amount: '100', cost: '5' }],
      ['purchase.refunded', 'bob', '2026-03-10', { orderId: 'o1', refundId: 'r2', amount: '70', cost: '9' }],
      ['purchase.refunded', 'ann', '2026-04-10', { orderId: 'o1', refundId: 'r3', amount: '5' }],
    );
    // February: refund 70, cost 5 − 1; March: 30 left, and 4 of its cost; April: nothing left, so no row
    expect(calculate(events).revenue({})).toMatchObject([
      { period: '2026-02', revenue: '100.00', refunds: '70.00', cost: '4.00' },
      { period: '2026-03', refunds: '30.00', net: '-30.00', cost: '-4.00', customers: 0 },
    ]);
  });

  it('a refund of a whole order fills its lines in order of time; one of a line only that line', () => {
    const events = eventsOf(
      [
        'purchase.completed',
        'ann',
        '2026-01-11',
        { orderId: 'o1', lineId: 'b', amount: '20', product: 'cup' },
      ],
      [
        'purchase.completed',
        'ann',
        '2026-01-10',
        { orderId: 'o1', lineId: 'a', amount: '10', product: 'tea' },
      ],
      ['purchase.refunded', 'ann', '2026-01-12', { orderId: 'o1', refundId: 'r1', amount: '4', lineId: 'b' }],
      ['purchase.refunded', 'ann', '2026-01-13', { orderId: 'o1', refundId: 'r2', amount: '15' }],
      [
        'purchase.refunded',
        'ann',
        '2026-01-14',
        { orderId: 'o1', refundId: 'r3', amount: '50', lineId: 'c' },
      ],
    );
    // r2: 10 of tea, the other 5 of cup, which makes 9 of cup with r1; there is no line c
    expect(calculate(events).revenue({ by: ['product'] })).toMatchObject([
      { product: 'cup', orders: 1, revenue: '20.00', refunds: '9.00' },
      { product: 'tea', orders: 1, revenue: '10.00', refunds: '10.00' },
    ]);
    expect(calculate(events).revenue({})).toMatchObject([{ orders: 1, refunds: '19.00' }]);
  });

  it('currencies: the rate of the day or the latest before; none, no inverse, none of a later day', () => {
    const events = eventsOf(
      ['fx.rate', null, '2026-05-01', { from: 'EUR', to: 'USD', rate: '1.1', date: '2026-01-10' }],
      ['fx.rate', null, '2026-05-02', { from: 'EUR', to: 'USD', rate: '1.23456', date: '2026-01-12' }],
      ['fx.rate', null, '2026-05-01', { from: 'USD', to: 'GBP', rate: '0.8', date: '2026-01-01' }],
      [
        'purchase.completed',
        'ann',
        '2026-01-11',
        { orderId: 'o1', amount: '10', cost: '1', currency: 'EUR' },
      ],
      ['purchase.completed', 'ann', '2026-01-12', { orderId: 'o2', amount: '0.01', currency: 'EUR' }],
      [
        'purchase.completed',
        'bob',
        '2026-01-09',
        { orderId: 'o3', amount: '10', cost: '1', currency: 'EUR' },
      ],
      ['purchase.completed', 'cem', '2026-01-20', { orderId: 'o4', amount: '10', currency: 'GBP' }],
      // in another currency than its purchase: not summed
      ['purchase.refunded', 'ann', '2026-01-20', { orderId: 'o1', refundId: 'r1', amount: '3' }],
      [
        'purchase.refunded',
        'ann',
        '2026-01-20',
        { orderId: 'o1', refundId: 'r2', amount: '2', currency: 'EUR' },
      ],
    );
    // 10 × 1.1 = 11; 0.01 × 1.23456 = 0.0123456, so 0.0123; o3 and o4 count as orders only
    // refund 2 × 1.23456 = 2.46912, so 2.4691; cost 1.1; contribution 11.0123 − 2.4691 − 1.1 = 7.4432
    expect(calculate(events).revenue({ precision: 4 })).toEqual([
      {
        period: '2026-01',
        orders: 4,
        customers: 3,
        revenue: '11.0123',
        refunds: '2.4691',
        net: '8.5432',
        cost: '1.1000',
        contribution: '7.4432',
        complete: true,
      },
    ]);
  });

  it('contradictions: the first stored of an identity, the earliest of an own id, voids either way round', () => {
    const events = eventsOf(
      ['event.voided', null, '2026-01-01', { source: 'shop', id: 'e5' }],
      ['purchase.completed', 'ann', '2026-01-10', { orderId: 'o1', amount: '1' }],
      ['purchase.completed', 'ann', '2026-01-10', { orderId: 'o9', amount: '2' }, { id: 'e2' }],
      ['purchase.completed', 'ann', '2026-01-09', { orderId: 'o1', amount: '4' }],
      ['purchase.completed', 'ann', '2026-01-11', { orderId: 'o5', amount: '8' }],
      ['purchase.completed', 'ann', '2026-01-12', { orderId: 'o6', amount: '16' }],
      ['event.voided', null, '2026-01-01', { source: 'shop', id: 'e6' }],
      ['event.voided', null, '2026-01-01', { source: 'shop', id: 'e1' }], // a void stays in force
      ['purchase.completed', 'ann', '2026-01-13', { orderId: 'o1', amount: '32' }, { source: 'till' }],
    );
    // e2 gives way to e4, the same order earlier; the till's o1 is another order
    expect(calculate(events).revenue({})).toMatchObject([{ orders: 2, customers: 1, revenue: '36.00' }]);
  });

  it('a refund means the order of its own source, else the earliest of any', () => {
    const events = eventsOf(
      ['purchase.completed', 'ann', '2026-01-10', { orderId: 'o1', amount: '10' }],
      ['purchase.completed', 'bob', '2026-01-11', { orderId: 'o1', amount: '20' }, { source: 'till' }],
      [
        'purchase.refunded',
        'ann',
        '2026-02-01',
        { orderId: 'o1', refundId: 'r1', amount: '3' },
        { source: 'till' },
      ],
      [
        'purchase.refunded',
        'ann',
        '2026-02-01',
        { orderId: 'o1', refundId: 'r1', amount: '5' },
        { source: 'desk' },
      ],
      ['customer.registered', 'ann', '2026-01-01', { country: 'DE' }],
      ['customer.registered', 'bob', '2026-01-01', { country: 'BR' }],
    );
    // the till's refund is bob's, the desk's goes to the shop's order, which is ann's
    expect(
      calculate(events).revenue({ by: ['country'], from: '2026-02-01', to: '2026-03-01' }),
    ).toMatchObject([
      { country: 'BR', refunds: '3.00' },
      { country: 'DE', refunds: '5.00' },
    ]);
  });

  it('periods are those of the time zone', () => {
    const events = eventsOf(
      ['purchase.completed', 'ann', '2026-03-31T21:59:59.999999Z', { orderId: 'o1', amount: '1' }],
      ['purchase.completed', 'ann', '2026-03-31T23:00:00+01:00', { orderId: 'o2', amount: '2' }],
    );
    // midnight in Berlin is 22:00 UTC
    expect(calculate(events, { timeZone: 'Europe/Berlin' }).revenue({})).toMatchObject([
      { period: '2026-03', revenue: '1.00' },
      { period: '2026-04', revenue: '2.00' },
    ]);
  });
});

describe('ltv', () => {
  it('counts contacts at their cost or their channel, compensation of the resolution that holds', () => {
    const events = eventsOf(
      ['purchase.completed', 'ann', '2026-01-10', { orderId: 'o1', amount: '100', cost: '40' }],
      ['contact.received', 'ann', '2026-01-11', { contactId: 'c1', channel: 'voice' }],
      ['contact.received', 'ann', '2026-01-12', { contactId: 'c2', channel: 'voice' }],
      ['contact.resolved', 'bob', '2026-01-13', { contactId: 'c2', cost: '7.25' }],
      ['contact.resolved', 'bob', '2026-01-14', { contactId: 'c2', cost: '99' }], // not the first
      ['contact.received', 'bob', '2026-01-12', { contactId: 'c3', channel: 'voice' }], // never bought
      ['complaint.opened', 'ann', '2026-02-01', { complaintId: 'k1', channel: 'email' }],
      ['complaint.resolved', 'ann', '2026-02-02', { complaintId: 'k1', compensation: '50' }],
      ['complaint.reopened', 'ann', '2026-02-03', { complaintId: 'k1' }],
      ['complaint.resolved', 'ann', '2026-02-04', { complaintId: 'k1', compensation: '10' }],
    );
    // 4.5 + 7.25 + 10 = 21.75; 60 − 21.75 = 38.25
    expect(calculate(events, { unitCosts: { voice: '4.5' } }).ltv({})).toEqual([
      {
        group: 'all',
        customers: 1,
        orders: 1,
        net: '100.00',
        contribution: '60.00',
        costToServe: '21.75',
        ltv: '38.25',
        ltvPerCustomer: '38.25',
      },
    ]);
    // before the case was opened again the first resolution held; on the day between, none
    const on = (day: string) => ({ unitCosts: { voice: '4.5' }, asOf: Date.parse(day) * 1000 });
    expect(calculate(events, on('2026-02-03')).ltv({})).toMatchObject([{ costToServe: '61.75' }]);
    expect(calculate(events, on('2026-02-04')).ltv({})).toMatchObject([{ costToServe: '11.75' }]);
  });

  it('groups of the chosen customers, all their history; per customer rounded once', () => {
    const events = eventsOf(
      ['purchase.completed', 'ann', '2026-01-10', { orderId: 'o1', amount: '10' }],
      ['purchase.completed', 'bob', '2026-01-31', { orderId: 'o2', amount: '0' }],
      ['purchase.completed', 'cem', '2026-01-31', { orderId: 'o3', amount: '0.005' }],
      ['purchase.completed', 'ann', '2026-05-10', { orderId: 'o4', amount: '10' }],
      ['purchase.completed', 'dee', '2026-02-01T00:00:00Z', { orderId: 'o5', amount: '1000' }],
      ['customer.registered', 'dee', '2026-01-01', { segment: 'gold' }],
      ['customer.registered', 'ann', '2026-01-01', { segment: 'gold', birthYear: 1981 }],
      ['customer.registered', 'ann', '2026-01-02', { birthYear: 1982 }],
    );
    // 20 / 1; (0 + 0.005) / 2 = 0.0025, so 0.00
    expect(calculate(events).ltv({ to: '2026-02-01', by: ['segment', 'generation'] })).toMatchObject([
      { group: 'gold / born-after-1981', segment: 'gold', customers: 1, orders: 2, ltvPerCustomer: '20.00' },
      {
        group: 'unknown / unknown',
        generation: 'unknown',
        customers: 2,
        ltv: '0.00',
        ltvPerCustomer: '0.00',
      },
    ]);
    // 20.005 / 3 = 6.66833…
    expect(calculate(events).ltv({ to: '2026-02-01', precision: 4 })).toMatchObject([
      { ltvPerCustomer: '6.6683' },
    ]);
    expect(calculate(events).ltv({ from: '2027-01-01' })).toMatchObject([
      { group: 'all', customers: 0, ltv: '0.00', ltvPerCustomer: null },
    ]);
  });
});
