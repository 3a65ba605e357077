import fc from 'fast-check';
import { calendar, type Grain, startOfDate } from '../calendar/index.js';
import type { Spend } from '../facts/index.js';
import { spentByPeriod } from './spent-by-period.js';

const ZONE = 'Europe/Berlin';
const instant = (text: string) => Date.parse(text) * 1000;
const spend = (
  from: string,
  to: string,
  amount: bigint,
  unconverted: Spend['unconverted'] = null,
): Spend => ({
  ...{ position: 1, time: 0, channel: 'search', campaign: 'unknown' },
  ...{ amount, unconverted, from, to },
});
/** From and to are dates, asOf an instant. */
const asked = (grain: Grain, { asOf = '2030-01-01T00:00:00Z', from = '', to = '' } = {}) => ({
  calendar: calendar(grain, ZONE),
  days: calendar('day', ZONE),
  asOf: instant(asOf),
  from: from ? startOfDate(from, ZONE) : null,
  to: to ? startOfDate(to, ZONE) : null,
});
const spent = (given: Spend, grain: Grain, options?: Parameters<typeof asked>[1]) =>
  spentByPeriod(given, asked(grain, options)).map(({ period, amount }) => [
    calendar(grain, ZONE).label(period),
    Number(amount),
  ]);

// 10.00 over three days: 3.3333, 3.3334, 3.3333
const THREE_DAYS = spend('2024-01-30', '2024-02-01', 100_000n);

it('adds the days of a period', () => {
  expect(spent(THREE_DAYS, 'month')).toEqual([
    ['2024-01', 66_667],
    ['2024-02', 33_333],
  ]);
  expect(spent(THREE_DAYS, 'week')).toEqual([['2024-W05', 100_000]]);
  expect(spent(THREE_DAYS, 'day')).toEqual([
    ['2024-01-30', 33_333],
    ['2024-01-31', 33_334],
    ['2024-02-01', 33_333],
  ]);
});

it('takes days that have begun, in the reporting time zone', () => {
  // Jan 31 begins in Berlin at 23:00 UTC of Jan 30
  expect(spent(THREE_DAYS, 'month', { asOf: '2024-01-30T22:59:59Z' })).toEqual([['2024-01', 33_333]]);
  expect(spent(THREE_DAYS, 'month', { asOf: '2024-01-30T23:00:00Z' })).toEqual([['2024-01', 66_667]]);
  expect(spent(THREE_DAYS, 'month', { asOf: '2024-01-29T22:59:59Z' })).toEqual([]);
});

it('takes days in [from, to)', () => {
  expect(spent(THREE_DAYS, 'month', { from: '2024-01-31', to: '2024-02-01' })).toEqual([['2024-01', 33_334]]);
  expect(spent(THREE_DAYS, 'month', { from: '2024-02-02' })).toEqual([]);
  expect(spent(THREE_DAYS, 'month', { to: '2024-01-30' })).toEqual([]);
});

it('spreads what has no rate in its own currency', () => {
  const pounds = spend('2024-01-30', '2024-02-01', 0n, { currency: 'GBP', amount: 100_000n });
  expect(spentByPeriod(pounds, asked('month'))).toMatchObject([
    { amount: 0n, unconverted: 66_667n },
    { amount: 0n, unconverted: 33_333n },
  ]);
});

it('comes to the whole amount by every grain', () => {
  const date = fc
    .integer({ min: 0, max: 800 })
    .map((day) => new Date(Date.UTC(2023, 0, 1 + day)).toISOString().slice(0, 10));
  const spends = fc
    .tuple(date, date, fc.bigInt({ min: 0n, max: 10n ** 12n }))
    .map(([a, b, amount]) => (a < b ? spend(a, b, amount) : spend(b, a, amount)));
  fc.assert(
    fc.property(spends, fc.constantFrom<Grain[]>('day', 'week', 'month', 'quarter', 'year'), (one, grain) => {
      const parts = spentByPeriod(one, asked(grain));
      expect(parts.reduce((sum, { amount }) => sum + amount, 0n)).toBe(one.amount);
      const periods = parts.map(({ period }) => period);
      expect(periods).toEqual(periods.map((_, i) => periods[0] + i));
    }),
  );
});
