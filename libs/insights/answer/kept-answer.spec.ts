import fc from 'fast-check';
import { histories, queries, settings } from '../../../test/support/histories.js';
import { type Ledger, openLedger } from '../../../test/support/ledger.js';
import { queryParameters } from '../../../test/support/query-parameters.js';
import { DAY } from '../../calendar/index.js';
import type { Connection } from '../../database/index.js';
import { formatTime } from '../../events/index.js';
import { emptyHistory, UNKNOWN, visibleHistory } from '../../facts/index.js';
import { type HistoryMetric, metrics } from '../../metrics/index.js';
import { formatAmount } from '../../money/index.js';
import { KeptChanges, keptTables } from '../kept-tables.js';
import { atInstant, NotReady, snapshot } from './answer.js';
import { keptAnswer } from './kept-answer.js';
import { readQuestion } from './question.js';

// What is answered from kept rows is what the histories say, to the last digit. A question that names its instant is
// answered from the histories.

const RUNS = Number(process.env.ORDER_FREE_RUNS ?? 15);

/** Beside what is drawn: each way of choosing moments. */
const WAYS: Record<string, Record<string, string>[]> = {
  impact: [
    {},
    ...['complaint', 'contact', 'survey'].flatMap((moment): Record<string, string>[] => [
      { moment, unit: 'moment', by: 'channel' },
      { moment, by: 'response', from: 'FROM' },
      { moment, by: 'csatClass', 'filter[topic]': 'unknown', to: 'TO' },
    ]),
    { by: 'resolved', 'filter[answered]': 'unanswered', from: 'FROM', to: 'TO' },
    { moment: 'survey', kind: 'nps', by: 'npsClass' },
    { landmark: '7', by: 'recovered', unit: 'moment' },
    { by: 'acquisitionChannel' },
  ],
  'at-stake': [{}, { top: '1' }, { top: '2', from: 'FROM' }, { 'filter[channel]': 'voice' }],
};

/** What the kept rows say at an instant, now at the earliest; null where they say nothing. */
function fromKept(ledger: Ledger, name: string, parameters: Record<string, string>, ahead: number) {
  const metric = metrics.get(name) as HistoryMetric;
  const read = readQuestion(metric, parameters, ledger.settings.reportingTimeZone);
  if ('errors' in read) throw new Error(JSON.stringify(read.errors));
  return snapshot(ledger.dataSource, async (connection, standing) => {
    const now = atInstant(metric, read.question, standing);
    const question = { ...now, asOf: now.asOf + ahead };
    const answer = await keptAnswer(connection, standing, metric, question, ledger.settings);
    return { asOf: formatTime(question.asOf), precision: question.precision, answer };
  });
}

async function expectBothWays(
  ledger: Ledger,
  name: string,
  parameters: Record<string, string>,
  ahead = 0,
): Promise<void> {
  const { asOf, precision, answer } = await fromKept(ledger, name, parameters, ahead);
  const looked = await ledger.ask(name, { ...parameters, asOf });
  expect({
    ...{ name, parameters, ahead, rows: answer?.rows },
    unconverted: answer?.unconverted?.map((one) => ({ ...one, amount: formatAmount(one.amount, precision) })),
    ...answer?.beside,
  }).toEqual({
    ...{ name, parameters, ahead, rows: looked.rows },
    unconverted: looked.unconverted,
    ...Object.fromEntries(Object.keys(answer?.beside ?? {}).map((key) => [key, looked[key as 'rows']])),
  });
}

/** Questions that kept rows answer. */
const asked = (name: string) =>
  fc.array(
    queries(name).map((query) => {
      const { horizon, landmark, ...own } = (query.own ?? {}) as Record<string, string>;
      return { ...query, own };
    }),
    { minLength: 4, maxLength: 4 },
  );

test('kept rows say what the histories say, now and as facts dated ahead come due', async () => {
  await fc.assert(
    fc.asyncProperty(
      histories,
      settings(),
      asked('impact'),
      asked('at-stake'),
      fc.constantFrom(1, 7, 5_000),
      async (events, given, impact, atStake, batchSize) => {
        // The histories of a year and a half begin a year ago. What is still to come of them comes within a day, as no
        // event may be dated further ahead.
        const now = Date.now();
        const today = Math.floor(now / 86_400_000) * 86_400_000;
        const later = today - 365 * 86_400_000 - Date.UTC(2023, 0, 1);
        const at = (time: string) => {
          const moved = Date.parse(time) + later;
          return new Date(moved < now ? moved : now + (moved - now) / 250).toISOString();
        };
        const on = (date: string) => new Date(Date.parse(date) + later).toISOString().slice(0, 10);
        const ledger = await openLedger({ ...given, batchSize });
        try {
          ledger.start();
          await ledger.publish(
            events.map((event) => ({
              ...{ specversion: '1.0', ...event },
              time: at(event.time),
            })),
          );
          await ledger.caughtUp();
          expect(ledger.reports).toEqual([]);
          const questions = [
            ...[...impact, ...atStake].map((query, i) => ({
              name: i < impact.length ? 'impact' : 'at-stake',
              parameters: queryParameters(
                { ...query, from: query.from && on(query.from), to: query.to && on(query.to) },
                null,
              ),
            })),
            ...Object.entries(WAYS).flatMap(([name, ways]) =>
              ways.map((way) => ({
                name,
                parameters: Object.fromEntries(
                  Object.entries(way).map(([key, value]) => [
                    key,
                    value === 'FROM' ? on('2023-03-10') : value === 'TO' ? on('2023-09-20') : value,
                  ]),
                ),
              })),
            ),
          ];
          for (const { name, parameters } of questions) {
            for (const ahead of [0, DAY / 3, 100 * DAY])
              await expectBothWays(ledger, name, parameters, ahead);
          }
        } finally {
          await ledger.close();
        }
      },
    ),
    { numRuns: RUNS, endOnFailure: process.env.CI !== undefined },
  );
}, 600_000);

describe('of one small history', () => {
  let ledger: Ledger;
  beforeAll(async () => {
    ledger = await openLedger();
    ledger.start();
  });
  afterAll(() => ledger?.close());

  const event = (type: string, id: string, subject: string, days: number, data: object) => ({
    ...{ specversion: '1.0', source: 'shop', id, type: `lifeledger.${type}.v1`, subject },
    ...{ time: new Date(Date.now() - days * 86_400_000).toISOString(), data },
  });
  const purchase = (id: string, subject: string, days: number, amount: string) =>
    event('purchase.completed', id, subject, days, { orderId: id, amount });
  const complaint = (id: string, subject: string, days: number) =>
    event('complaint.opened', id, subject, days, { complaintId: id, channel: 'social' });
  const versions = () =>
    ledger.dataSource.query('select position::int, xmin::text from read.complaint_moments_v1 order by 1');

  test('rows that are as they were are left alone, those that a purchase changes are written anew', async () => {
    await ledger.publish([complaint('old', 'ann', 400), complaint('new', 'ann', 50)]);
    await ledger.caughtUp();
    const before = await versions();
    await ledger.publish([purchase('p1', 'ann', 49, '10')]);
    await ledger.caughtUp();
    const after = await versions();
    expect(after[0]).toEqual(before[0]);
    expect(after[1].position).toBe(before[1].position);
    expect(after[1].xmin).not.toBe(before[1].xmin);
  });

  test('amounts whose squares are beyond a bigint are as exact', async () => {
    // 300,000.00 is 3 × 10^9 ten-thousandths, its square 9 × 10^18; those of 2,000,000.0001 are beyond 2^63.
    await ledger.publish([
      ...[purchase('p2', 'bob', 201, '2000000.0001'), complaint('c2', 'bob', 200)],
      ...[purchase('p3', 'cem', 199, '300000'), complaint('c3', 'cem', 200)],
    ]);
    await ledger.caughtUp();
    const { answer } = await fromKept(ledger, 'impact', { precision: '4', by: 'channel' }, 0);
    // Of Ann, Bob and Cem; Student with two degrees of freedom, t = 4.302653: s / √3 = the mean, so low = (1 − t) × it
    expect(answer?.rows[0]).toMatchObject({
      customers: 3,
      netBefore: { value: '666666.6667', low: '-2201768.4866' },
      netAfter: { value: '100000.0000' },
    });
    await expectBothWays(ledger, 'impact', { precision: '4' });
  });

  test('tables that another version has made are not ready to answer', async () => {
    const rename = (from: string, to: string) =>
      ledger.dataSource.query(`alter table read.waiting_complaints_v1 rename column ${from} to ${to}`);
    await rename('oldest', 'older');
    await expect(ledger.ask('at-stake', {})).rejects.toThrow(NotReady);
    await rename('older', 'oldest');
    expect((await ledger.ask('at-stake', {})).rows.length).toBeGreaterThan(0);
  });

  test('amounts beyond a bigint are left to the histories', async () => {
    const most = '999999999999999';
    await ledger.publish([purchase('p4', 'dee', 201, most), complaint('c4', 'dee', 200)]);
    await ledger.caughtUp();
    expect((await fromKept(ledger, 'impact', {}, 0)).answer).toBeNull();
    const { rows } = await ledger.ask('impact', { by: 'channel', precision: '4' });
    // (2000000.0001 + 999999999999999) / 4
    expect(rows[0]).toMatchObject({ customers: 4, netBefore: { value: '250000000499999.7500' } });
  });
});

test('a person without moments costs no statement', async () => {
  const asOf = 1_000 * DAY;
  const history = emptyHistory([UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]);
  history.purchases.push({
    ...{ position: 1, time: DAY, order: 'o', amount: 1n, cost: 0n },
    ...{ channel: 'web', product: UNKNOWN, unconverted: null, refunds: [] },
  });
  const nothing = {
    query: () => {
      throw new Error('no statement was expected');
    },
  } as unknown as Connection;
  for (const table of keptTables(metrics.values())) {
    const changes = new KeptChanges(table);
    changes.withdraw('ann', 0, visibleHistory(history, asOf, new Map()));
    changes.add('ann', 0, visibleHistory(history, asOf, new Map()));
    await changes.write(nothing, (name) => name);
  }
});
