import { deferred } from '../../test/support/deferred.js';
import { takeLeases } from './lease.js';
import { type Counts, openCounts } from './testing/open-counts.js';

/** One projector at a time folds a partition, and another follows it wherever it ends. */

let counts: Counts;
beforeEach(async () => {
  counts = await openCounts();
});
afterEach(() => counts.close());

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

/** Waits until some projector holds the lease. */
async function owner(): Promise<string> {
  let found: string | null = null;
  await counts.until(async () => {
    found = (await counts.standing()) && (await counts.checkpoint()).owner;
    return found !== null;
  });
  return found!;
}

it('lets several projectors at once fold each event once', async () => {
  for (const _ of upTo(3)) counts.start({}, { batchSize: 5 });
  for (const n of upTo(30)) await counts.append('ann', `customer ${n % 4}`, 'bob');
  await counts.caughtUp();
  expect(await counts.folded()).toEqual(upTo(90));
  expect(await counts.totals()).toMatchObject({ ann: [30, 60], bob: [30, 60], 'customer 1': [8, 16] });
  expect((await counts.status()).failed).toEqual([]);
});

it('keeps one owner while it lives, and another takes over when it is stopped', async () => {
  const by: string[] = [];
  const first = counts.start({ folded: () => by.push('first') });
  await counts.append('ann');
  await counts.caughtUp();
  const { epoch, owner: before } = await counts.checkpoint();
  counts.start({ folded: () => by.push('second') });
  for (const _ of upTo(5)) {
    await counts.append('ann');
    await counts.caughtUp();
  }
  expect(by).toEqual(Array(6).fill('first'));
  expect(await counts.checkpoint()).toMatchObject({ epoch, owner: before });

  await first.stop();
  await counts.append('ann');
  await counts.caughtUp();
  expect(by).toEqual([...Array(6).fill('first'), 'second']);
  expect((await counts.checkpoint()).epoch).toBe(epoch + 1);
  expect(await counts.totals()).toEqual({ ann: [7, 14] });
});

it('is given up by a clean stop', async () => {
  const projector = counts.start();
  await owner();
  await projector.stop();
  expect((await counts.checkpoint()).owner).toBeNull();
});

it('lets an owner that has lost it write nothing, and take part again', async () => {
  let reads = 0;
  const attempts: number[][] = [];
  counts.start({
    // Between two batches another projector takes the lease, as it may when this one has been frozen for long.
    async read() {
      reads += 1;
      if (reads !== 2) return;
      await counts.query(`update ops.checkpoints set owner = 'another', epoch = epoch + 1`);
    },
    folded: (events) => attempts.push(events.map(({ position }) => position)),
  });
  await counts.append('ann');
  await counts.caughtUp();
  const { epoch } = await counts.checkpoint();
  await counts.append('ann', 'bob');
  await counts.caughtUp();
  expect(counts.reports).toEqual(['counts: another projector owns this partition now; trying again']);
  expect(attempts).toEqual([[1], [2, 3]]);
  expect((await counts.checkpoint()).epoch).toBe(epoch + 2);
  expect(await counts.totals()).toEqual({ ann: [2, 4], bob: [1, 2] });
  expect((await counts.status()).failed).toEqual([]);
});

it('is free at once when the session that took it is gone', async () => {
  const by: string[] = [];
  const stuck = deferred();
  const arrived = deferred();
  const session = await counts.session();
  counts.start({
    async folded() {
      by.push('first');
      if (by.length === 2) {
        arrived.resolve();
        await stuck.promise;
      }
    },
  });
  await counts.append('ann');
  await counts.caughtUp();
  const before = await counts.checkpoint();
  // It freezes in a batch, and the server ends its sessions, as when its machine is gone.
  await counts.append('ann', 'bob');
  await arrived.promise;
  await session.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and (pid || '@' || extract(epoch from backend_start) = $1
       or state = 'idle in transaction')`,
    [before.owner],
  );
  const { leased } = await counts.checkpoint();
  counts.start({ folded: () => by.push('second') });
  await counts.until(async () => (await counts.position()) >= 3);
  expect(leased).toBe(true); // it would have been believed to live on
  expect(by).toEqual(['first', 'first', 'second']);
  expect((await counts.checkpoint()).epoch).toBeGreaterThan(before.epoch);
  stuck.resolve();
  await counts.append('ann');
  await counts.caughtUp();
  expect(await counts.folded()).toEqual([1, 2, 3, 4]);
  expect(await counts.totals()).toEqual({ ann: [3, 6], bob: [1, 2] });
});

it('is free when it has run out, though the session lives', async () => {
  const projector = counts.start();
  await owner();
  await projector.stop();
  const alive = await counts.session();
  await alive.query(
    `update ops.checkpoints set lease_until = now() - interval '1 second', owner = (select
       pid || '@' || extract(epoch from backend_start) from pg_stat_activity where pid = pg_backend_pid())`,
  );
  await counts.append('ann');
  counts.start();
  await counts.caughtUp();
  expect(await counts.totals()).toEqual({ ann: [1, 2] });
});

it('is taken of as many partitions as are asked for, however the database goes about it', async () => {
  const projector = counts.start({}, { partitions: 16 });
  await counts.until(async () => (await counts.shares()).held[0] === 16);
  await projector.stop();
  const session = await counts.session();
  // The free ones are looked up again for each row then, unless that is ruled out.
  await session.query(
    'set enable_hashjoin = off; set enable_mergejoin = off; set enable_material = off; set enable_indexscan = off; set enable_bitmapscan = off',
  );
  const taken = await takeLeases(session, { projection: 'counts', generation: 1 }, 'another', 5, null);
  expect([...taken.keys()].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
});
