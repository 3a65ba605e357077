import { deferred } from '../../test/support/deferred.js';
import { type Counts, openCounts } from './testing/open-counts.js';

/** What follows from the facts is brought up to date key by key, and the position served waits for it. */

let counts: Counts;
beforeEach(async () => {
  counts = await openCounts();
});
afterEach(() => counts.close());

it('comes with its batch near the head of the log: neither is seen without the other', async () => {
  const held = deferred();
  const arrived = deferred();
  counts.start({
    async settled() {
      arrived.resolve();
      await held.promise;
    },
  });
  await counts.append('ann');
  await arrived.promise;
  expect(await counts.position()).toBe(0);
  expect(await counts.totals()).toEqual({});
  held.resolve();
  await counts.caughtUp();
  expect(await counts.totals()).toEqual({ ann: [1, 2] });
});

it('is put off in a catch-up, and the position served stays below what is not settled', async () => {
  await counts.append('ann', 'bob', 'cem', 'ann', 'dee', 'bob', 'eva');
  const settled: string[][] = [];
  const gates = [deferred(), deferred()];
  const arrivals = [deferred(), deferred()];
  counts.start(
    {
      async settled(keys) {
        const turn = settled.push([...keys].sort()) - 1;
        arrivals[turn]?.resolve();
        await gates[turn]?.promise;
      },
    },
    { batchSize: 2 },
  );
  // Three whole batches, then the last event, whose follow-up is made at once.
  await arrivals[0].promise;
  expect(settled).toEqual([['eva']]);
  expect((await counts.checkpoint()).position).toBe(6);
  expect(await counts.position()).toBe(0);
  expect(await counts.query('select key, position from read.customer_marks_v1 order by key')).toEqual([
    ['ann', 1],
    ['bob', 2],
    ['cem', 3],
    ['dee', 5],
  ]);
  gates[0].resolve();
  await arrivals[1].promise;
  expect((await counts.checkpoint()).position).toBe(7);
  expect(await counts.status()).toMatchObject({ status: 'catching-up', position: '0', lag: { events: 7 } });
  expect(await counts.totals()).toMatchObject({ ann: [2, null], eva: [1, 2] });
  gates[1].resolve();
  await counts.caughtUp();
  // Each of them once, though ann and bob were touched by several batches.
  expect(settled).toEqual([['eva'], ['ann', 'bob', 'cem', 'dee']]);
  expect(await counts.totals()).toEqual({
    ann: [2, 4],
    bob: [2, 4],
    cem: [1, 2],
    dee: [1, 2],
    eva: [1, 2],
  });
  expect(await counts.position()).toBe(7);
});

it('that was marked and not made is made by the next projector', async () => {
  await counts.append('ann', 'bob', 'cem', 'dee');
  const arrived = deferred();
  const held = deferred();
  const first = counts.start(
    {
      async folded(events) {
        if (events[0].position !== 3) return;
        arrived.resolve();
        await held.promise;
        throw Object.assign(new Error('shutting down'), { code: '57P01' });
      },
    },
    { batchSize: 2 },
  );
  await arrived.promise;
  const stopped = first.stop();
  held.resolve();
  await stopped;
  expect(await counts.totals()).toEqual({ ann: [1, null], bob: [1, null] });
  expect(await counts.position()).toBe(0);
  counts.start();
  await counts.caughtUp();
  expect(await counts.totals()).toEqual({ ann: [1, 2], bob: [1, 2], cem: [1, 2], dee: [1, 2] });
});

it('is made again when its instant has come, though no event does', async () => {
  const NEXT_YEAR = (Date.now() + 365 * 86_400_000) * 1000;
  const settled: string[] = [];
  counts.start({
    settled(keys) {
      settled.push(...keys);
      return new Map(keys.map((key) => [key, key === 'never' ? null : NEXT_YEAR]));
    },
  });
  await counts.append('ann', 'bob', 'never');
  await counts.caughtUp();
  const wakeUps = () =>
    counts.query<[string, number]>('select key, at from read.customer_wake_ups_v1 order by key');
  expect(await wakeUps()).toEqual([
    ['ann', NEXT_YEAR],
    ['bob', NEXT_YEAR],
  ]);
  settled.length = 0;
  await counts.query(
    `update read.customer_wake_ups_v1 set at = now() - interval '2 minutes' where key = 'ann'`,
  );
  await counts.until(() => settled.length > 0);
  await counts.until(async () => (await wakeUps()).every(([, at]) => at === NEXT_YEAR));
  expect(settled).toEqual(['ann']);
  expect(await wakeUps()).toHaveLength(2);
  expect(await counts.totals()).toMatchObject({ ann: [1, 2] });
});

it('sets a new instant with each event, or none', async () => {
  const AT = 4_000_000_000_123_456; // in the year 2096, to the microsecond
  let at: number | null = AT;
  counts.start({ settled: (keys) => new Map(keys.map((key) => [key, at])) });
  const wakeUps = () => counts.query('select key, at from read.customer_wake_ups_v1');
  await counts.append('ann');
  await counts.caughtUp();
  expect(await wakeUps()).toEqual([['ann', AT]]);
  at = AT + 1;
  await counts.append('ann');
  await counts.caughtUp();
  expect(await wakeUps()).toEqual([['ann', AT + 1]]);
  at = null;
  await counts.append('ann');
  await counts.caughtUp();
  expect(await wakeUps()).toEqual([]);
});
