import fc from 'fast-check';
import { TooManyRows } from '../../libs/metrics/index.js';
import { queries, settings } from '../support/histories.js';
import { openLedger } from '../support/ledger.js';
import { nearlyTheSame } from '../support/nearly-the-same.js';
import { eventsOf } from '../support/plain-calculation/events-of.js';
import { plainCalculation, type Query } from '../support/plain-calculation/index.js';
import { queryParameters } from '../support/query-parameters.js';

const RUNS = Number(process.env.ORDER_FREE_RUNS ?? 12);

// The histories of order-free.spec.ts hold everything, and so seldom two answers of one kind in one period. Here people
// do little but answer, write and look at posts.

const METRICS = ['advocacy', 'ces', 'csat', 'engagement', 'nps'] as const;
const START = Date.UTC(2023, 0, 1);

/** In the first four months, so that many fall into one. */
const time = fc
  .tuple(fc.nat({ max: 8 }), fc.constantFrom('12:00:00Z', '12:00:00Z', '00:00:00Z', '23:59:59.999999Z'))
  .map(([n, clock]) => `${new Date(START + n * 15 * 86_400_000).toISOString().slice(0, 10)}T${clock}`);
const person = fc.constantFrom('ann', 'bob', 'cem', '@somebody');
const asked = {
  touchpoint: fc.constantFrom('hotline', 'shop'),
  product: fc.constantFrom('tea', 'cup'),
  employee: fc.constantFrom('kim', 'lee'),
};
const responseId = fc.nat({ max: 20 }).map((n) => `r${n}`);
const network = fc.constantFrom('mastodon', 'forum');
const whole = (min: number, max: number) => fc.integer({ min, max });
const score = fc.oneof(
  fc.record({ kind: fc.constant('csat'), score: whole(1, 5) }),
  fc.record({ kind: fc.constant('csat'), score: whole(0, 4), min: fc.constant(0), max: fc.constant(4) }),
  fc.record({ kind: fc.constant('nps'), score: whole(5, 10) }),
  fc.record({ kind: fc.constant('ces'), score: whole(1, 7) }),
  fc.record(
    {
      ...{ kind: fc.constant('ces'), score: whole(0, 3), min: fc.constant(0), max: fc.constant(3) },
      higherIsEasier: fc.boolean(),
    },
    { requiredKeys: ['kind', 'score', 'min', 'max'] },
  ),
);

type Case = Parameters<typeof eventsOf>[number];
const happening = (
  type: string,
  subject: fc.Arbitrary<string | null>,
  data: fc.Arbitrary<object>,
): fc.Arbitrary<Case> => fc.tuple(fc.constant(type), subject, time, data);

const named = <T extends object>(required: Record<string, fc.Arbitrary<unknown>>, optional: T) =>
  fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required) });

const sent = happening(
  'survey.sent',
  person,
  named({ responseId, kind: fc.constantFrom('csat', 'nps', 'ces') }, asked),
);
const answered = happening(
  'survey.answered',
  person,
  fc.tuple(named({ responseId }, asked), score).map(([about, given]) => ({ ...about, ...given })),
);
const mention = happening(
  'mention.published',
  person,
  named(
    {
      mentionId: fc.nat({ max: 9 }).map((n) => `m${n}`),
      network,
      authorKind: fc.constantFrom('customer', 'non-customer'),
      sentiment: fc.constantFrom('positive', 'neutral', 'negative'),
    },
    { recommends: fc.boolean(), reach: fc.nat({ max: 1000 }), product: asked.product },
  ),
);
const count = happening(
  'content.engagement',
  fc.constant(null),
  named(
    { postId: fc.constantFrom('p1', 'p2', 'p3'), network, followers: fc.nat({ max: 3 }) },
    { likes: fc.nat({ max: 9 }), shares: fc.nat({ max: 9 }) },
  ),
);
const registered = happening(
  'customer.registered',
  person,
  named({}, { segment: fc.constantFrom('gold', 'basic') }),
);
const merged = happening('customer.merged', person, fc.record({ into: person }));

const some = (kind: fc.Arbitrary<Case>, least: number, most: number) =>
  fc.array(kind, { minLength: least, maxLength: most, size: 'max' });
const histories = fc
  .tuple(
    some(sent, 0, 10),
    some(answered, 10, 40),
    some(mention, 0, 12),
    some(count, 0, 8),
    some(registered, 0, 3),
    some(merged, 0, 1),
  )
  .chain((kinds) => {
    const all = eventsOf(...kinds.flat());
    return fc.shuffledSubarray(all, { minLength: all.length });
  });

const questions = fc.record(
  Object.fromEntries(METRICS.map((name) => [name, fc.array(queries(name), { minLength: 3, maxLength: 4 })])),
);

test('scores, mentions and posts are those of the plain calculation', async () => {
  await fc.assert(
    fc.asyncProperty(histories, settings(), questions, async (events, given, chosen) => {
      const ledger = await openLedger(given);
      try {
        ledger.start();
        const half = Math.floor(events.length / 2);
        for (const part of [events.slice(0, half), events.slice(half)]) {
          await ledger.publish(part.map((event) => ({ specversion: '1.0', ...event })));
          await ledger.caughtUp();
        }
        for (const metric of METRICS) {
          const asks = [{}, ...chosen[metric]].flatMap((query: Query) => [
            { query, asOf: null },
            { query: { ...query, asOfGiven: true }, asOf: given.asOf },
          ]);
          for (const { query, asOf } of asks) {
            const answer = await ledger.ask(metric, queryParameters(query, asOf)).catch(orTooManyRows);
            if (!answer) continue;
            const at = asOf ?? Date.parse(answer.parameters.asOf as string) * 1000;
            const plain = plainCalculation(events, { ...given, asOf: at })[metric](query);
            expect({ metric, query, asOf, rows: answer.rows }).toEqual({
              metric,
              query,
              asOf,
              rows: nearlyTheSame(plain, answer.rows),
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
