import fc from 'fast-check';
import { metrics, TooManyRows } from '../../libs/metrics/index.js';
import { histories, queries, settings } from '../support/histories.js';
import { openLedger } from '../support/ledger.js';
import { nearlyTheSame } from '../support/nearly-the-same.js';
import {
  PLAIN_METRICS,
  type PlainCalculation,
  type PublishedEvent,
  plainCalculation,
  type Query,
} from '../support/plain-calculation/index.js';
import { queryParameters } from '../support/query-parameters.js';

const RUNS = Number(process.env.ORDER_FREE_RUNS ?? 25);

/** A shuffled history, cut into pieces that are published one after the other while the projector runs. */
const arrivals = histories.chain((events) =>
  fc.record({
    events: fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
    cuts: fc.array(fc.nat({ max: events.length }), { maxLength: 4 }),
    batchSize: fc.constantFrom(1, 3, 7, 5_000),
  }),
);

const questions = fc.record(
  Object.fromEntries(
    [...metrics.keys()].map((name) => [name, fc.array(queries(name), { minLength: 2, maxLength: 3 })]),
  ),
);

test('live result = rebuild = plain calculation, for any history, order of arrival and batch borders', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, settings(), questions, async ({ events, cuts, batchSize }, given, asked) => {
      const ledger = await openLedger({ ...given, batchSize });
      try {
        ledger.start();
        const borders = [0, ...cuts.sort((a, b) => a - b), events.length];
        for (let i = 1; i < borders.length; i++) {
          await ledger.publish(events.slice(borders[i - 1], borders[i]).map(published));
          if (i % 2 === 0) await ledger.caughtUp();
        }
        await ledger.caughtUp();
        expect(ledger.reports).toEqual([]);

        const live: unknown[] = [];
        const asks = [...metrics.keys()].flatMap((metric) => [
          { metric, query: {} as Query, asOf: null as number | null },
          ...asked[metric].flatMap((query) => [
            { metric, query, asOf: null },
            { metric, query: { ...query, asOfGiven: true }, asOf: given.asOf },
          ]),
        ]);
        for (const { metric, query, asOf } of asks) {
          const answer = await ledger.ask(metric, queryParameters(query, asOf)).catch(orTooManyRows);
          if (!answer) {
            live.push(undefined);
            continue;
          }
          live.push(answer.rows);
          if (!PLAIN_METRICS.includes(metric)) continue;
          const at = asOf ?? Date.parse(answer.parameters.asOf as string) * 1000;
          const plain = plainCalculation(events, { ...given, asOf: at });
          expect({ metric, query, asOf, rows: answer.rows }).toEqual({
            metric,
            query,
            asOf,
            rows: nearlyTheSame(
              plain[metric as keyof PlainCalculation]({ ...query, asOfGiven: asOf !== null }),
              answer.rows,
            ),
          });
        }

        await ledger.rebuild();
        for (const [i, { metric, query, asOf }] of asks.entries()) {
          const again = await ledger.ask(metric, queryParameters(query, asOf)).catch(orTooManyRows);
          expect(again?.rows).toEqual(live[i]);
        }
      } finally {
        await ledger.close();
      }
    }),
    { numRuns: RUNS, endOnFailure: process.env.CI !== undefined },
  );
}, 600_000);

/** Days of long histories, split by much, are more rows than an answer may have: refused, before as after. */
function orTooManyRows(error: unknown): undefined {
  if (!(error instanceof TooManyRows)) throw error;
}

function published(event: PublishedEvent): object {
  return { specversion: '1.0', ...event };
}
