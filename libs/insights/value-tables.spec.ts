import { type Ledger, openLedger } from '../../test/support/ledger.js';
import { calendar } from '../calendar/index.js';
import { transaction } from '../database/index.js';
import { type CellMetric, metrics } from '../metrics/index.js';
import { standing, tablesOf } from '../projections/index.js';
import { nearestRank } from '../statistics/index.js';
import { CUSTOMERS_PROJECTION } from './customer-projection.js';
import { percentilesName } from './percentiles.js';
import { bucketOf } from './value-counts.js';
import { readPercentiles } from './value-tables.js';

const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 1);
const CHANNELS = ['voice', 'chat'];
/** Milliseconds until the answer of the n-th contact: from none to weeks, some of them equal. */
const waitOf = (n: number) => (n % 10 === 0 ? 0 : (n * n * 7919) % (3 ** (n % 13) * 1000));
const CONTACTS = Array.from({ length: 400 }, (_, n) => ({
  ...{ id: `c${n}`, subject: `s${n % 90}`, channel: CHANNELS[n % 2] },
  time: START + (n % 60) * DAY,
  wait: waitOf(n),
}));

const event = (type: string, id: string, subject: string | undefined, time: number, data: object) => ({
  ...{ specversion: '1.0', source: 'shop', id, type: `lifeledger.${type}.v1`, subject },
  ...{ time: new Date(time).toISOString(), data },
});

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger({ batchSize: 50 });
  ledger.start();
  await ledger.publish(
    CONTACTS.flatMap(({ id, subject, channel, time, wait }) => [
      event('contact.received', id, subject, time, { contactId: id, channel }),
      event('contact.answered', `${id}-answer`, subject, time + wait, { contactId: id }),
    ]),
  );
  // Every seventh answer was published in error.
  await ledger.publish(
    CONTACTS.filter((_, n) => n % 7 === 0).map(({ id }) =>
      event('event.voided', `${id}-void`, undefined, START, { source: 'shop', id: `${id}-answer` }),
    ),
  );
  await ledger.caughtUp();
});
afterAll(() => ledger?.close());

const answered = CONTACTS.filter((_, n) => n % 7 !== 0);
/** From what is kept, and from the histories. */
const WAYS: Record<string, string>[] = [{}, { asOf: '2025-01-01T00:00:00Z' }];
const monthOf = (time: number) => new Date(time).toISOString().slice(0, 7);

/** Median and 90 % of the milliseconds to the answer. */
function ranks(of: typeof CONTACTS): number[] {
  const waits = of.map(({ wait }) => wait).sort((a, b) => a - b);
  return [0.5, 0.9].map((share) => nearestRank(waits, share) as number);
}

function minutes(of: typeof CONTACTS) {
  const [median, p90] = ranks(of).map((wait) => wait / 60_000);
  return { firstResponseMedianMinutes: median, firstResponseP90Minutes: p90 };
}

test.each(WAYS)('percentiles of everybody, %j', async (how) => {
  const expected = ['2024-01', '2024-02'].map((period) => ({
    period,
    ...minutes(answered.filter(({ time }) => monthOf(time) === period)),
  }));
  expect((await ledger.ask('service', how)).rows).toMatchObject(expected);
});

test.each(WAYS)('percentiles by channel, %j', async (how) => {
  const expected = ['2024-01', '2024-02'].flatMap((period) =>
    ['chat', 'voice'].map((channel) => ({
      ...{ period, channel },
      ...minutes(answered.filter((one) => monthOf(one.time) === period && one.channel === channel)),
    })),
  );
  expect((await ledger.ask('service', { ...how, by: 'channel' })).rows).toMatchObject(expected);
});

test('rows of some persons instead of those that are kept', async () => {
  const metric = metrics.get('service') as CellMetric;
  const january = calendar('month', 'UTC').indexOfDate('2024-01-01');
  const left = answered.filter(({ subject, time }) => subject !== 's1' && monthOf(time) === '2024-01');
  // s1's answers made way for a single one, after an hour
  const row = [
    ...['s1', january, 'contact', 'voice', 'voice', 'unknown', 'unknown', 'unknown'],
    ...['unknown', 'unknown', 'unknown', 'unknown', 'unknown', 3_600_000_000, null],
  ];
  const read = await transaction(ledger.dataSource, async (connection) => {
    const now = await standing(connection, CUSTOMERS_PROJECTION);
    const tables = tablesOf(now?.generation as number);
    return readPercentiles(
      connection,
      tables,
      metric,
      { by: [], filter: {}, own: { subject: 'contact' } },
      new Map([['s1', [row]]]),
    );
  });
  const expected = ranks([...left, { ...left[0], wait: 3_600_000 }]).map((wait) => wait * 1000);
  expect(read.get(percentilesName([january, 'contact'], []))).toEqual([expected, null]);
});

test('buckets are in the order of their values, and no value is below its own', () => {
  const values = [0, 1, 31, 32, 33, 63, 64, 65, 1e6, 2 ** 40 - 1, 2 ** 40, 2 ** 49 - 1, 2 ** 49, 2 ** 53 - 1];
  const buckets = values.map(bucketOf);
  expect(buckets).toEqual([...buckets].sort((a, b) => a - b));
  for (const [i, value] of values.entries()) {
    expect(buckets[i]).toBeLessThanOrEqual(value);
    expect(buckets[i]).toBeGreaterThanOrEqual(value - value / 16);
  }
  // a sixteenth of 32 is 2: 32 and 33 share a bucket, 31 has its own
  expect([31, 32, 33, 34].map(bucketOf)).toEqual([31, 32, 32, 34]);
});
