import fc from 'fast-check';
import { TooManyRows } from '../../libs/metrics/index.js';
import { queries, settings } from '../support/histories.js';
import { openLedger } from '../support/ledger.js';
import { eventsOf } from '../support/plain-calculation/events-of.js';
import { type PlainCalculation, plainCalculation, type Query } from '../support/plain-calculation/index.js';
import { queryParameters } from '../support/query-parameters.js';

const RUNS = Number(process.env.ORDER_FREE_RUNS ?? 15);

// The histories of order-free.spec.ts hold everything, and so seldom a lead that buys, a subscription that comes back or
// spend that pays back. Here little else happens.

const METRICS = ['acquisition', 'conversion', 'ltv-to-cac', 'subscriptions'] as const;
const START = Date.UTC(2023, 0, 1);

const date = (least: number, most: number) =>
  fc
    .integer({ min: least / 15, max: most / 15 })
    .map((n) => new Date(START + n * 15 * 86_400_000).toISOString().slice(0, 10));
const time = (least: number, most: number) =>
  fc
    .tuple(date(least, most), fc.constantFrom('12:00:00Z', '12:00:00Z', '00:00:00Z', '23:59:59.999999Z'))
    .map(([day, clock]) => `${day}T${clock}`);
const person = fc.constantFrom('ann', 'bob', 'cem');
const channel = fc.constantFrom('search', 'search', 'referral');
const currency = fc.constantFrom('USD', 'USD', 'USD', 'EUR', 'GBP');
const campaign = fc.constantFrom('spring', 'autumn');

type Case = Parameters<typeof eventsOf>[number];
const happening = (
  type: string,
  subject: fc.Arbitrary<string | null>,
  at: fc.Arbitrary<string>,
  data: Record<string, fc.Arbitrary<unknown>>,
  optional: Record<string, fc.Arbitrary<unknown>> = {},
): fc.Arbitrary<Case> =>
  fc.tuple(
    fc.constant(type),
    subject,
    at,
    fc.record({ ...data, ...optional }, { requiredKeys: Object.keys(data) }),
  );

const nobody = fc.constant(null);
const mrr = fc.constantFrom('0', '5', '9.99', '10.0001', '20');
const subscriptionId = fc.constantFrom('s1', 's2', 's3', 's4');
const orderId = fc.nat({ max: 1_000_000 }).map(String);
const refundId = fc.nat({ max: 1_000_000 }).map(String);
/** Two dates, the earlier one first. */
const spend = fc
  .tuple(
    happening(
      'acquisition.spend',
      nobody,
      time(0, 240),
      { channel, amount: fc.constantFrom('1', '10', '29.33', '100') },
      { campaign, currency },
    ),
    date(0, 240),
    date(0, 240),
  )
  .map(([[type, subject, at, data], a, b]): Case => {
    const [from, to] = [a, b].sort();
    return [type, subject, at, { ...data, from, to }];
  });

const some = (kind: fc.Arbitrary<Case>, least: number, most: number) =>
  fc.array(kind, { minLength: least, maxLength: most });
const histories = fc
  .tuple(
    some(happening('lead.captured', person, time(0, 150), { channel }, { campaign }), 1, 4),
    some(happening('customer.acquired', person, time(0, 150), { channel }, { campaign }), 0, 2),
    some(
      happening(
        'purchase.completed',
        person,
        time(30, 390),
        { orderId, amount: fc.constantFrom('1', '7.77', '20') },
        { cost: fc.constantFrom('0.5', '30'), currency },
      ),
      2,
      8,
    ),
    some(happening('purchase.refunded', person, time(60, 390), { orderId, refundId, amount: mrr }), 0, 2),
    some(
      happening('contact.received', person, time(0, 390), {
        contactId: orderId,
        channel: fc.constantFrom('voice', 'chat'),
      }),
      0,
      3,
    ),
    some(spend, 1, 4),
    some(
      fc.oneof(
        happening(
          'subscription.started',
          person,
          time(0, 390),
          { subscriptionId, mrr, plan: fc.constant('a') },
          {
            currency,
          },
        ),
        happening('subscription.changed', person, time(30, 390), { subscriptionId, mrr }),
        happening('subscription.cancelled', person, time(60, 390), { subscriptionId }),
      ),
      6,
      20,
    ),
    some(
      happening('fx.rate', nobody, time(0, 150), {
        from: fc.constant('EUR'),
        to: fc.constant('USD'),
        rate: fc.constantFrom('1.1', '0.333333'),
        date: date(0, 150),
      }),
      0,
      2,
    ),
    some(happening('customer.merged', person, time(0, 150), { into: person }), 0, 1),
  )
  .chain((kinds) => {
    const all = eventsOf(...kinds.flat());
    return fc.shuffledSubarray(all, { minLength: all.length });
  });

const questions = fc.record(
  Object.fromEntries(METRICS.map((name) => [name, fc.array(queries(name), { minLength: 3, maxLength: 4 })])),
);

test('acquisition, conversion, ltv-to-cac and subscriptions are those of the plain calculation', async () => {
  await fc.assert(
    fc.asyncProperty(histories, settings(), questions, async (events, given, asked) => {
      const ledger = await openLedger(given);
      try {
        ledger.start();
        const half = Math.floor(events.length / 2);
        for (const part of [events.slice(0, half), events.slice(half)]) {
          await ledger.publish(part.map((event) => ({ specversion: '1.0', ...event })));
          await ledger.caughtUp();
        }
        for (const metric of METRICS) {
          const asks = [{}, ...asked[metric]].flatMap((query: Query) => [
            { query, asOf: null },
            { query: { ...query, asOfGiven: true }, asOf: given.asOf },
          ]);
          for (const { query, asOf } of asks) {
            const answer = await ledger.ask(metric, queryParameters(query, asOf)).catch(orTooManyRows);
            if (!answer) continue;
            const at = asOf ?? Date.parse(answer.parameters.asOf as string) * 1000;
            const plain = plainCalculation(events, { ...given, asOf: at });
            expect({ metric, query, asOf, rows: answer.rows }).toEqual({
              metric,
              query,
              asOf,
              rows: plain[metric as keyof PlainCalculation]({ ...query, asOfGiven: asOf !== null }),
            });
          }
        }
      } finally {
        await ledger.close();
      }
    }),
    { numRuns: RUNS, endOnFailure: process.env.CI !== undefined },
  );
}, 600_000);

function orTooManyRows(error: unknown): undefined {
  if (!(error instanceof TooManyRows)) throw error;
}
