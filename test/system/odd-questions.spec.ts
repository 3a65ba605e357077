import fc from 'fast-check';
import { type RunningSystem, runSystem } from './run-system.js';
import { SETTINGS, SMALL_HISTORY } from './small-history.js';

const RUNS = Number(process.env.ODD_QUESTIONS_RUNS ?? 400);

const PATHS = [
  ...['revenue', 'ltv', 'retention', 'lifecycle', 'churn'].map((name) => `/v1/metrics/${name}`),
  '/v1/explain',
  '/v1/customers',
  '/v1/customers/ann',
  '/v1/customers/ann/timeline',
  '/v1/events',
  '/v1/projections/customers',
  '/v1/quarantine',
  '/v1/keys',
];

/** Names that mean something somewhere. */
const NAMES = [
  ...[
    'from',
    'to',
    'grain',
    'asOf',
    'window',
    'by',
    'filter[segment]',
    'filter[channel]',
    'precision',
    'format',
  ],
  ...[
    'minPosition',
    'timeout',
    'metric',
    'row',
    'row[period]',
    'row[age]',
    'limit',
    'cursor',
    'sort',
    'before',
  ],
  ...['type', 'subject', '__proto__', 'constructor', 'filter[__proto__]', 'row[__proto__]'],
];

/** Values that are right somewhere, and some that are right nowhere. */
const VALUES = [
  ...['2024-01-01', '2024-02-29', '1700-01-01', '2200-12-31', '0000-00-00', '2024-01-15T00:00:00Z'],
  ...[
    '1700-01-02T00:00:00Z',
    '2200-12-29T23:59:60Z',
    'day',
    'week',
    'month',
    'quarter',
    'year',
    'csv',
    'json',
  ],
  ...['0', '1', '90', '3650', '-1', '1e9', '9007199254740993', '٣', 'NaN', 'segment', 'channel,product'],
  ...[
    'country,segment,generation',
    'revenue',
    'retention',
    'churn',
    'period:2024-01',
    'cohort:2024-01,age:0',
  ],
  ...['period:2024-W53', 'age:99999', '2024-01', '2024-W01', 'ltv', 'net', 'lastPurchase'],
  ...[
    'lifeledger.purchase.completed.v1',
    'ann',
    'unknown',
    '',
    ' ',
    "'",
    '"',
    '\\',
    '%',
    '\u0000',
    '\u2028',
    '😀',
  ],
  ...['[]', 'null', '__proto__', 'toString'],
  ...[
    [0],
    [1, 2],
    ['ltv', '1', 'x'],
    ['ltv', 'NaN', ''],
    ['lastPurchase', 'infinity', 'x'],
    [1, 'x'],
    [1e300, 1],
    null,
  ].map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url')),
];

const questions = fc.tuple(
  fc.constantFrom(...PATHS),
  fc.array(
    fc.tuple(
      fc.constantFrom(...NAMES),
      fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...VALUES) },
        { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
      ),
    ),
    { maxLength: 5 },
  ),
);

let system: RunningSystem;
beforeAll(async () => {
  system = await runSystem(SETTINGS);
  await system.publish(SMALL_HISTORY);
  await system.caughtUp();
});
afterAll(() => system?.close());

test('whatever is asked is answered, or refused with what is wrong: never a 500', async () => {
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(questions, async ([path, parameters]) => {
      // Answers that wait for a position that never comes would take their time.
      const asked = new URLSearchParams(parameters.filter(([name]) => name !== 'timeout'));
      if (asked.has('minPosition')) asked.set('timeout', '0');
      const response = await system.ask(`${path}?${asked}`);
      const text = await response.text();
      seen.add(response.status);
      const problem = response.headers.get('content-type')?.includes('application/problem+json');
      expect({ status: response.status, text, problem }).toEqual({
        status: response.status >= 500 ? 503 : response.status,
        text: expect.any(String),
        problem: response.status !== 200,
      });
      if (response.status === 400) expect(JSON.parse(text).errors.length).toBeGreaterThan(0);
    }),
    { numRuns: RUNS },
  );
  expect(seen).toContain(200);
  expect(seen).toContain(400);
}, 300_000);
