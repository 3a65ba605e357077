import { event, type Json, type RunningSystem, runSystem } from './run-system.js';

/*
 * One customer with forty purchases of 1.00, each with a note of a million characters, which the catalogue does not
 * know: more than one read of the log holds.
 */
const IDS = Array.from({ length: 40 }, (_, i) => `large-${i}`);

let system: RunningSystem;
beforeAll(async () => {
  system = await runSystem();
  for (let from = 0; from < IDS.length; from += 10) {
    await system.publish(
      IDS.slice(from, from + 10).map((id) =>
        event('purchase.completed', id, 'ann', '2024-01-02T12:00:00Z', {
          ...{ orderId: id, amount: '1.00', note: 'x'.repeat(1_000_000) },
        }),
      ),
    );
  }
});
afterAll(() => system.close());

const ids = (events: Json[]) => events.map(({ id }) => id);

test('all of them count', async () => {
  expect((await system.metric('revenue')).rows).toMatchObject([{ orders: 40, revenue: '40.00' }]);
});

test('the timeline of a customer goes through all of them, in pages that one can hold', async () => {
  const first = await system.json('/v1/customers/ann/timeline?limit=500');
  expect(first.events.length).toBeLessThan(40);
  const second = await system.json(`/v1/customers/ann/timeline?limit=500&before=${first.next}`);
  expect(second.next).toBeNull();
  // All of one time: the last one of the log comes first.
  expect(ids([...first.events, ...second.events])).toEqual(IDS.toReversed());
});

test('and so does what explains a row', async () => {
  const row = '/v1/explain?metric=revenue&row=period:2024-01&limit=1000';
  const first = await system.json(row);
  expect(first.events.length).toBeLessThan(40);
  const second = await system.json(`${row}&cursor=${first.next}`);
  expect(second.next).toBeNull();
  expect(ids([...first.events, ...second.events].map(({ event: one }) => one))).toEqual(IDS);
});

test('the log is read to its end, by pages and as an export', async () => {
  const first = await system.json('/v1/events?limit=1000');
  expect(first.events.length).toBeLessThan(40);
  const second = await system.json(`/v1/events?limit=1000&from=${first.next}`);
  expect(second.next).toBeNull();
  expect(ids([...first.events, ...second.events])).toEqual(IDS);

  const exported = await system.ask('/v1/events', { headers: { accept: 'application/x-ndjson' } });
  const lines = (await exported.text()).trimEnd().split('\n');
  expect(ids(lines.map((line) => JSON.parse(line)))).toEqual(IDS);
});
