import { event, type Json, type RunningSystem, runSystem } from './run-system.js';
import { SETTINGS, SMALL_HISTORY } from './small-history.js';

/** What a copy could lose: unknown fields, literal numbers, extensions, microseconds, offsets, text of all kinds. */
const AWKWARD = [
  `{"specversion":"1.0","source":"/shop","id":"x1","type":"lifeledger.purchase.completed.v1","subject":"Zoë 😀",
    "time":"2024-05-01T01:30:00.000123+02:00","traceparent":"00-ab-cd-01","data":{"orderId":"x1","amount":12.3400,
    "weight":1.50e3,"big":12345678901234567890,"note":"tab\\t, quote \\", line\\n, \\u2028"}}`,
  `{"specversion":"1.0","source":"/crm","id":"x2","type":"lifeledger.customer.registered.v1","subject":"Zoë 😀",
    "time":"2024-05-01T00:00:00Z","data":{"birthYear":1990,"attributes":{"shoe":"42","__proto__":"kept"}}}`,
].map((text) => text.replaceAll(/\n\s+/g, ''));

let first: RunningSystem;
let second: RunningSystem;
beforeAll(async () => {
  [first, second] = await Promise.all([runSystem(SETTINGS), runSystem(SETTINGS)]);
  await first.publish(SMALL_HISTORY);
  for (const body of AWKWARD) {
    await first.json('/v1/events', {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body,
    });
  }
});
afterAll(async () => {
  await Promise.all([first?.close(), second?.close()]);
});

async function exportOf(system: RunningSystem, query = ''): Promise<string> {
  const response = await system.ask(`/v1/events${query}`, { headers: { accept: 'application/x-ndjson' } });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  return response.text();
}

const post = (system: RunningSystem, body: string) =>
  system.json('/v1/events', { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body });

/** Its lines without what each log says for itself. */
const comparable = (text: string) => text.replaceAll(/,"position":"\d+","recordedtime":"[^"]+"\}$/gm, '}');

test('posted into an empty system it gives the same metrics, and again the same export', async () => {
  const exported = await exportOf(first);
  const events = SMALL_HISTORY.length + AWKWARD.length;
  expect(exported.trimEnd().split('\n')).toHaveLength(events);
  expect(comparable(exported)).not.toContain('recordedtime');

  const { position, ...outcome } = await post(second, exported);
  expect(outcome).toEqual({ accepted: events, duplicates: 0, rejected: 0, results: [] });
  expect(comparable(await exportOf(second))).toBe(comparable(exported));

  const questions = ['revenue', 'ltv', 'retention', 'lifecycle', 'churn'].flatMap((name) => [
    `/v1/metrics/${name}?minPosition=${position}&timeout=60&precision=4`,
    `/v1/metrics/${name}?minPosition=${position}&timeout=60&by=segment,generation&asOf=2024-05-15T00:00:00Z`,
  ]);
  for (const question of questions) {
    const [here, there]: Json[] = await Promise.all([first.json(question), second.json(question)]);
    expect(here.rows.length).toBeGreaterThan(0);
    expect([question, there.rows, there.unconverted]).toEqual([question, here.rows, here.unconverted]);
  }
});

test('nothing of an event is lost: unknown fields, literal numbers, extensions, microseconds', async () => {
  const [purchase, registered] = (await exportOf(first)).trimEnd().split('\n').slice(-2);
  for (const part of [
    '"subject":"Zoë 😀"',
    '"time":"2024-04-30T23:30:00.000123Z"',
    '"traceparent":"00-ab-cd-01"',
    '"weight":1.50e3',
    '"big":12345678901234567890',
  ]) {
    expect(purchase).toContain(part);
  }
  expect(JSON.parse(purchase).data.note).toBe('tab\t, quote ", line\n, \u2028');
  expect(registered).toContain('"attributes":{"shoe":"42","__proto__":"kept"}');
});

test('posted into the system it came from it is all duplicates, none with other content', async () => {
  const exported = await exportOf(first);
  const outcome = await post(first, exported);
  const events = SMALL_HISTORY.length + AWKWARD.length;
  expect(outcome).toMatchObject({ accepted: 0, duplicates: events, rejected: 0 });
  expect(outcome.results.filter(({ conflict }: Json) => conflict)).toEqual([]);
  expect(await exportOf(first)).toBe(exported);
});

test('a part of it: from a position, so many, of a type, of a subject', async () => {
  const all = (await exportOf(first)).trimEnd().split('\n');
  const lines = async (query: string) => (await exportOf(first, query)).trimEnd().split('\n');
  expect(await lines('?from=5')).toEqual(all.slice(4));
  expect(await lines('?from=5&limit=3')).toEqual(all.slice(4, 7));
  expect(await lines('?type=lifeledger.fx.rate.v1')).toEqual(
    all.filter((line) => line.includes('"lifeledger.fx.rate.v1"')),
  );
  expect(await lines('?subject=bob')).toEqual(all.filter((line) => line.includes('"subject":"bob"')));
});

test('a log of more than one page is exported whole and in order', async () => {
  const big = await runSystem();
  try {
    // More than what is read from the store at a time.
    const many = Array.from({ length: 2_500 }, (_, i) =>
      event('purchase.completed', `m${i}`, `c${i % 7}`, '2024-01-01T00:00:00Z', {
        orderId: `m${i}`,
        amount: '1',
      }),
    );
    await big.publish(many);
    const lines = (await exportOf(big)).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(many.map(({ id }) => id));
  } finally {
    await big.close();
  }
});
