import fc from 'fast-check';
import { TooManyRows } from '../../libs/metrics/index.js';
import type { Projector } from '../../libs/projections/index.js';
import { isTransient } from '../../libs/projections/transient.js';
import { histories, settings } from '../support/histories.js';
import { type Ledger, openLedger } from '../support/ledger.js';
import { nearlyTheSame } from '../support/nearly-the-same.js';
import {
  PLAIN_METRICS,
  type PlainCalculation,
  type PublishedEvent,
  plainCalculation,
} from '../support/plain-calculation/index.js';
import { queryParameters } from '../support/query-parameters.js';
import { readModelContents } from '../support/read-model-contents.js';

const RUNS = Number(process.env.PARTITION_RUNS ?? 12);

/** What happens to the projectors between two pieces of the history. */
const incidents = fc.constantFrom('add', 'stop', 'kill', 'wait', 'nothing');

const arrivals = histories.chain((events) =>
  fc.record({
    events: fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
    cuts: fc.array(fc.record({ at: fc.nat({ max: events.length }), incident: incidents }), { maxLength: 8 }),
    batchSize: fc.constantFrom(1, 2, 5, 5_000),
    partitions: fc.constantFrom(2, 3, 7, 64),
    projectors: fc.constantFrom(2, 3, 5),
  }),
);

test('any number of projectors, coming, going and killed = one alone = plain calculation', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, settings(), async ({ events, cuts, projectors, ...how }, given) => {
      const ledger = await openLedger({ ...given, ...how, pollMilliseconds: 50 });
      try {
        const living: Projector[] = [];
        for (let i = 0; i < projectors; i++) living.push(ledger.addProjector());
        const borders = cuts.sort((a, b) => a.at - b.at);
        for (const [i, { at, incident }] of [
          ...borders,
          { at: events.length, incident: 'nothing' },
        ].entries()) {
          await publish(ledger, events.slice(borders[i - 1]?.at ?? 0, at));
          if (incident === 'add') living.push(ledger.addProjector());
          if (incident === 'stop' && living.length > 1) await living.shift()?.stop();
          if (incident === 'kill') await killSession(ledger);
          if (incident === 'wait') await ledger.caughtUp();
        }
        await ledger.caughtUp();
        for (const metric of PLAIN_METRICS) {
          for (const asOf of [null, given.asOf]) {
            const answer = await ledger.ask(metric, queryParameters({}, asOf)).catch(orTooManyRows);
            if (!answer) continue;
            const at = asOf ?? Date.parse(answer.parameters.asOf as string) * 1000;
            const plain = plainCalculation(events, { ...given, asOf: at });
            const expected = plain[metric as keyof PlainCalculation]({ asOfGiven: asOf !== null });
            expect({ metric, asOf, rows: answer.rows }).toEqual({
              metric,
              asOf,
              rows: nearlyTheSame(expected, answer.rows),
            });
          }
        }

        await Promise.all(living.map((projector) => projector.stop()));
        const shared = await readModelContents(ledger, 1);
        ledger.start();
        await ledger.rebuild();
        expect(shared).toEqual(await readModelContents(ledger, 2));
      } finally {
        await ledger.close();
      }
    }),
    { numRuns: RUNS, endOnFailure: process.env.CI !== undefined },
  );
}, 900_000);

/** Ends the database session of some projector, and every transaction that is under way. */
async function killSession({ dataSource }: Ledger): Promise<void> {
  await dataSource.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and (
       state like 'idle in transaction%'
       or pid || '@' || extract(epoch from backend_start) = (select min(owner) from ops.projectors))`,
  );
}

function orTooManyRows(error: unknown): undefined {
  if (!(error instanceof TooManyRows)) throw error;
}

/** As publishers do: what was not answered is sent again. A session may be killed just when it has become the log's. */
async function publish(ledger: Ledger, events: readonly PublishedEvent[]): Promise<void> {
  const published = events.map((event) => ({ specversion: '1.0', ...event }));
  for (;;) {
    try {
      await ledger.publish(published);
      return;
    } catch (error) {
      if (!isTransient(error)) throw error;
    }
  }
}

test('a late rate of exchange reaches the customers of every projector', async () => {
  const ledger = await openLedger({ pollMilliseconds: 50 });
  try {
    for (let i = 0; i < 3; i++) ledger.addProjector();
    const owners = () =>
      ledger.dataSource
        .query('select count(distinct owner)::int as n from ops.checkpoints')
        .then(([{ n }]) => n);
    while ((await owners()) < 3) await ledger.caughtUp();
    const event = (type: string, subject: string | null, id: string, data: object) => ({
      ...{
        specversion: '1.0',
        source: '/shop',
        id,
        type: `lifeledger.${type}.v1`,
        time: '2024-03-04T12:00:00Z',
      },
      ...(subject !== null && { subject }),
      data,
    });
    const customers = Array.from({ length: 30 }, (_, i) => `customer-${i}`);
    await ledger.publish(
      customers.map((customer) =>
        event('purchase.completed', customer, customer, { orderId: customer, amount: '10', currency: 'EUR' }),
      ),
    );
    await ledger.caughtUp();
    const before = await ledger.ask('revenue');
    expect(before.unconverted).toEqual([{ currency: 'EUR', count: 30, amount: '300.00' }]);
    await ledger.publish([
      event('fx.rate', null, 'rate', { from: 'EUR', to: 'USD', rate: '1.1', date: '2024-03-01' }),
    ]);
    await ledger.caughtUp();
    const after = await ledger.ask('revenue');
    expect(after.unconverted).toEqual([]);
    expect(after.rows).toMatchObject([{ period: '2024-03', revenue: '330.00' }]); // 30 purchases of 10 EUR at 1.1
  } finally {
    await ledger.close();
  }
}, 60_000);
