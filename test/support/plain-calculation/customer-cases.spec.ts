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

/** One purchase each: subject and time, in order. */
const purchases = (...bought: [subject: string, time: string][]) =>
  eventsOf(
    ...bought.map(([subject, time], i): [string, string, string, object] => [
      'purchase.completed',
      subject,
      time,
      { orderId: `o${i}`, amount: '10' },
    ]),
  );

describe('merges', () => {
  it('a chain makes one customer, whose profile is all of theirs', () => {
    const events = [
      ...purchases(['ann', '2026-01-10'], ['bob', '2026-02-10'], ['cem', '2026-03-10']),
      ...eventsOf(
        ['customer.merged', 'ann', '2026-04-01', { into: 'bob' }, { id: 'm1' }],
        ['customer.merged', 'bob', '2026-04-01', { into: 'cem' }, { id: 'm2' }],
        ['customer.registered', 'ann', '2026-01-02', { country: 'DE', segment: 'gold' }, { id: 'm3' }],
        ['customer.registered', 'cem', '2026-01-03', { country: 'BR' }, { id: 'm4' }],
      ),
    ];
    expect(calculate(events).ltv({ by: ['country', 'segment'] })).toMatchObject([
      { group: 'BR / gold', customers: 1, net: '30.00' },
    ]);
    // merges stand whatever the instant
    const before = { asOf: Date.parse('2026-02-20') * 1000 };
    expect(calculate(events, before).ltv({})).toMatchObject([{ customers: 1, net: '20.00' }]);
  });

  it('a circle loses its latest merge; of two merges of one subject the later counts', () => {
    const events = [
      ...purchases(
        ['ann', '2026-01-10'],
        ['bob', '2026-01-10'],
        ['cem', '2026-01-10'],
        ['dee', '2026-01-10'],
      ),
      ...eventsOf(
        ['customer.merged', 'ann', '2026-04-01', { into: 'bob' }, { id: 'm1' }],
        ['customer.merged', 'bob', '2026-04-03', { into: 'ann' }, { id: 'm2' }], // dropped
        ['customer.merged', 'cem', '2026-04-01', { into: 'ann' }, { id: 'm3' }], // superseded
        ['customer.merged', 'cem', '2026-04-02', { into: 'dee' }, { id: 'm4' }],
        ['customer.merged', 'dee', '2026-04-02', { into: 'dee' }, { id: 'm5' }], // a circle of one
      ),
    ];
    // ann and bob, cem and dee
    expect(calculate(events).revenue({})).toMatchObject([{ orders: 4, customers: 2 }]);
  });
});

describe('retention', () => {
  it('ages to the last data of anybody, empty cohorts between, refunds at their own age', () => {
    const events = [
      ...purchases(
        ['ann', '2026-01-10'],
        ['bob', '2026-01-31'],
        ['ann', '2026-03-01'],
        ['cem', '2026-03-02'],
      ),
      ...eventsOf([
        'purchase.refunded',
        'bob',
        '2026-04-01',
        { orderId: 'o1', refundId: 'r1', amount: '4' },
        { id: 'r' },
      ]),
    ];
    const rows = calculate(events).retention({});
    const figures = (row: (typeof rows)[number]) => [
      row.cohort,
      row.age,
      row.size,
      row.active,
      row.rate,
      row.net,
      row.cumulativeNet,
      row.cumulativeNetPerCustomer,
    ];
    expect(rows.map(figures)).toEqual([
      ['2026-01', 0, 2, 2, 1, '20.00', '20.00', '10.00'],
      ['2026-01', 1, 2, 0, 0, '0.00', '20.00', '10.00'],
      ['2026-01', 2, 2, 1, 0.5, '10.00', '30.00', '15.00'],
      ['2026-01', 3, 2, 0, 0, '-4.00', '26.00', '13.00'],
      ['2026-02', 0, 0, 0, null, '0.00', '0.00', null],
      ['2026-02', 1, 0, 0, null, '0.00', '0.00', null],
      ['2026-02', 2, 0, 0, null, '0.00', '0.00', null],
      ['2026-03', 0, 1, 1, 1, '10.00', '10.00', '10.00'],
      ['2026-03', 1, 1, 0, 0, '0.00', '10.00', '10.00'],
    ]);
    // asked for 15 June: ages to June, which is not over
    const june = calculate(events).retention({ asOfGiven: true, from: '2026-03-01' });
    expect(june.map(({ age, complete }) => [age, complete])).toEqual([
      [0, true],
      [1, true],
      [2, true],
      [3, false],
    ]);
  });

  it('from within a period: its cohort is a row, of the customers after it', () => {
    const events = purchases(['ann', '2026-01-10'], ['bob', '2026-01-31'], ['cem', '2026-03-02']);
    const rows = calculate(events).retention({ from: '2026-01-20', to: '2026-03-01' });
    expect(rows.map(({ cohort, age, size }) => [cohort, age, size])).toEqual([
      ['2026-01', 0, 1],
      ['2026-01', 1, 1],
      ['2026-01', 2, 1],
      ['2026-02', 0, 0],
      ['2026-02', 1, 0],
    ]);
  });
});

describe('lifecycle', () => {
  it('new, returning, dormant, reactivated', () => {
    const events = purchases(
      ['ann', '2026-01-10'],
      ['ann', '2026-02-10'],
      ['ann', '2026-04-10'],
      ['bob', '2026-02-28T23:59:59.999999Z'],
      ['bob', '2026-06-14'],
    );
    const rows = calculate(events).lifecycle({});
    expect(
      rows.map((row) => [
        row.period,
        row.new,
        row.returning,
        row.reactivated,
        row.dormant,
        row.active,
        row.complete,
      ]),
    ).toEqual([
      ['2026-01', 1, 0, 0, 0, 1, true],
      ['2026-02', 1, 1, 0, 0, 2, true],
      ['2026-03', 0, 0, 0, 2, 0, true],
      ['2026-04', 0, 0, 1, 0, 1, true],
      ['2026-05', 0, 0, 0, 1, 0, true],
      ['2026-06', 0, 0, 1, 0, 1, false],
    ]);
    // rows may begin where only the month before has purchases
    expect(
      calculate(events).lifecycle({ from: '2026-03-01', to: '2026-04-01', by: ['segment'] }),
    ).toMatchObject([{ period: '2026-03', segment: 'unknown', dormant: 2 }]);
  });
});

describe('churn', () => {
  it('a purchase exactly at the end of the window keeps the customer, one after it wins them back', () => {
    const events = purchases(
      ['ann', '2026-01-01T00:00:00Z'],
      ['ann', '2026-04-01T00:00:00Z'], // 90 days later: kept; churns on 30 June, after the instant asked for
      ['bob', '2026-01-01T00:00:00Z'], // churns on 1 April at 00:00, active until then
      ['bob', '2026-04-01T00:00:00.000001Z'], // won back
      ['cem', '2026-01-15T00:00:00Z'], // churns on 15 April
    );
    const rows = calculate(events).churn({});
    expect(
      rows.map((row) => [row.period, row.activeAtStart, row.new, row.churned, row.wonBack, row.rate]),
    ).toEqual([
      ['2026-01', 0, 3, 0, 0, null], // a purchase at the very start is not before it
      ['2026-02', 3, 0, 0, 0, 0],
      ['2026-03', 3, 0, 0, 0, 0],
      ['2026-04', 3, 0, 2, 1, 2 / 3],
    ]);
    // the next start has 3 + 0 + 1 − 2
    expect(calculate(events).churn({ from: '2026-05-01', to: '2026-06-01' })).toMatchObject([
      { activeAtStart: 2 },
    ]);
  });

  it('a churn instant is data: rows reach to it', () => {
    const rows = calculate(purchases(['ann', '2026-01-10'])).churn({ window: 30 });
    // 10 January, 12:00 + 30 days = 9 February
    expect(rows).toMatchObject([
      { period: '2026-01', new: 1, churned: 0 },
      { period: '2026-02', activeAtStart: 1, churned: 1, rate: 1 },
    ]);
  });
});

describe('complaints', () => {
  it('are reopened when they are resolved, and only then', () => {
    const events = eventsOf(
      ['complaint.opened', 'ann', '2026-01-10', { complaintId: 'k1', channel: 'email' }],
      ['complaint.reopened', 'ann', '2026-01-11', { complaintId: 'k1' }], // never resolved
      ['complaint.resolved', 'ann', '2026-02-01', { complaintId: 'k1' }],
      ['complaint.resolved', 'ann', '2026-02-02', { complaintId: 'k1' }],
      ['complaint.reopened', 'ann', '2026-02-03', { complaintId: 'k1' }],
      ['complaint.reopened', 'ann', '2026-03-01', { complaintId: 'k1' }], // open again already
      ['complaint.opened', 'bob', '2026-01-10', { complaintId: 'k2', channel: 'email' }],
      ['complaint.answered', 'bob', '2026-01-12', { complaintId: 'k2' }],
      ['complaint.reopened', 'bob', '2026-01-13', { complaintId: 'k2' }], // answered, not resolved
    );
    const year = { from: '2026-01-01', to: '2026-04-01' };
    const reopened = calculate(events)
      .complaints(year)
      .map((row) => row.reopened);
    expect(reopened).toEqual([0, 1, 0]);
    expect(calculate(events).service({ ...year, own: { subject: 'complaint' } })).toMatchObject([
      { opened: 2, reopened: 1 },
      { opened: 0, reopened: 0 },
      { opened: 0, reopened: 0 },
    ]);
  });
});
