import { deferred } from '../../test/support/deferred.js';
import { partitionOf, requestRebuild } from './index.js';
import { type Counts, FOR_ANN, openCounts } from './testing/open-counts.js';

/** Projectors share the partitions of a projection; whatever happens to them, each event is folded once. */

let counts: Counts;
beforeEach(async () => {
  counts = await openCounts();
});
afterEach(() => counts.close());

const PARTITIONS = 8;
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const customers = upTo(12).map((n) => `customer ${n}`);
/** Each of twelve customers n times, in turn. */
const each = (n: number) => upTo(n).flatMap(() => customers);
const totals = (n: number) => Object.fromEntries(customers.map((name) => [name, [n, 2 * n]]));
const shared = (held: number[]) =>
  counts.until(async () => JSON.stringify((await counts.shares()).held) === JSON.stringify(held));

it('are all held by a projector that is alone, and shared evenly as others come and go', async () => {
  const first = counts.start({}, { partitions: PARTITIONS });
  await shared([8]);
  counts.start({}, { partitions: PARTITIONS });
  await shared([4, 4]);
  const third = counts.start({}, { partitions: PARTITIONS });
  await shared([3, 3, 2]);
  await counts.append(...each(3));
  await counts.caughtUp();
  await first.stop();
  await shared([4, 4]);
  await third.stop();
  await shared([8]);
  await counts.append(...each(2));
  await counts.caughtUp();
  expect(await counts.totals()).toEqual(totals(5));
  expect(await counts.folded()).toEqual(upTo(60));
  expect(counts.reports).toEqual([]);
});

it('move in the middle of a catch-up, from one position each, and merge', async () => {
  await counts.append(...each(20));
  const folded: Record<string, number> = {};
  const by = (name: string) => ({
    folded: (events: readonly unknown[]) => {
      folded[name] = (folded[name] ?? 0) + events.length;
      // The next comes when the one before it is in the middle of its work.
      if (name === 'first' && folded[name] === 14)
        counts.start(by('second'), { partitions: PARTITIONS, batchSize: 7 });
    },
  });
  counts.start(by('first'), { partitions: PARTITIONS, batchSize: 7 });
  await counts.caughtUp();
  await shared([4, 4]);
  await counts.append(...each(1));
  await counts.caughtUp();
  expect(await counts.totals()).toEqual(totals(21));
  expect(await counts.folded()).toEqual(upTo(252));
  expect(folded.first + folded.second).toBe(252);
  expect(folded.second).toBeGreaterThan(0);
});

it('of a projector whose sessions are gone are taken at once; what it had begun is not counted', async () => {
  const stuck = deferred();
  const arrived = deferred();
  const session = await counts.session();
  let stop = true;
  counts.start(
    {
      async folded() {
        if (!stop) return;
        stop = false;
        arrived.resolve();
        await stuck.promise;
      },
    },
    { partitions: PARTITIONS },
  );
  await shared([8]);
  await counts.append(...each(2));
  await arrived.promise;
  await session.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
       and (state = 'idle in transaction' or pid || '@' || extract(epoch from backend_start) in (
         select owner from ops.checkpoints))`,
  );
  counts.start({}, { partitions: PARTITIONS });
  await counts.caughtUp();
  expect(await counts.totals()).toEqual(totals(2));
  stuck.resolve();
  await shared([4, 4]); // it takes part again
  await counts.append(...each(1));
  await counts.caughtUp();
  expect(await counts.totals()).toEqual(totals(3));
  expect(await counts.folded()).toEqual(upTo(36));
});

it('of a projector that slept beyond its leases are taken; awake again it writes nothing, and takes part', async () => {
  const asleep = deferred();
  const awake = deferred();
  let sleeps = true;
  const attempts: number[][] = [];
  counts.start(
    {
      async read() {
        if (!sleeps) return;
        sleeps = false;
        asleep.resolve();
        await awake.promise;
      },
      folded: (events) => attempts.push(events.map(({ position }) => position)),
    },
    { partitions: PARTITIONS },
  );
  await shared([8]);
  await counts.append(...each(1));
  await asleep.promise;
  // Its sessions live; only time has passed.
  await counts.query(`update ops.projectors set seen_at = now() - interval '1 minute'`);
  await counts.query(`update ops.checkpoints set lease_until = now() - interval '1 second'`);
  counts.start({}, { partitions: PARTITIONS });
  await counts.caughtUp();
  expect(attempts).toEqual([]);
  awake.resolve();
  await shared([4, 4]);
  await counts.append(...each(1));
  await counts.caughtUp();
  expect(counts.reports).toEqual(['counts: another projector owns this partition now; trying again']);
  expect(await counts.totals()).toEqual(totals(2));
  expect(await counts.folded()).toEqual(upTo(24));
});

it('that are assigned are taken, as they become free, and no others', async () => {
  await counts.append(...customers);
  const even = [0, 2, 4, 6];
  let own = new Set(even);
  counts.start({}, { partitions: PARTITIONS, assigned: () => own });
  const ofEven = customers.filter((name) => even.includes(partitionOf(name, PARTITIONS)));
  expect(ofEven.length).toBeGreaterThan(0);
  expect(ofEven.length).toBeLessThan(customers.length);
  await shared([4]);
  await counts.until(async () => (await counts.folded()).length === ofEven.length);
  await counts.until(
    async () => (await counts.query('select 1 from read.doubles_v1')).length === ofEven.length,
  );
  expect(await counts.totals()).toEqual(Object.fromEntries(ofEven.map((name) => [name, [1, 2]])));
  expect(await counts.position()).toBe(0);
  expect(await counts.shares()).toEqual({ held: [4], free: 4 });

  // They are assigned anew: two go over to another, which gets the odd ones besides.
  counts.start({}, { partitions: PARTITIONS, assigned: () => new Set([1, 3, 5, 7, 4, 6]) });
  await shared([4, 4]);
  own = new Set([0, 2]);
  await shared([6, 2]);
  await counts.caughtUp();
  expect(await counts.totals()).toEqual(totals(1));
  expect(await counts.folded()).toEqual(upTo(12));
});

it('send each other what is due, and the position served waits until it is taken', async () => {
  // By the hash: what is asked for is another partition's than hers.
  const [asking, asked] = [FOR_ANN, 'ann'].map((key) => partitionOf(key, PARTITIONS));
  expect(asking).not.toBe(asked);
  let withHers = upTo(8).map((n) => n - 1);
  withHers = withHers.filter((partition) => partition !== asked);
  const own = new Set(withHers);
  counts.start({}, { partitions: PARTITIONS, assigned: () => own });
  const hers = counts.start({}, { partitions: PARTITIONS, assigned: () => new Set([asked]) });
  await shared([7, 1]);
  await counts.append('ann', FOR_ANN, 'customer 1', FOR_ANN);
  await counts.caughtUp();
  expect(await counts.totals()).toEqual({ ann: [3, 6], 'customer 1': [1, 2] });
  expect(await counts.query('select 1 from read.customer_marks_v1')).toEqual([]);

  await hers.stop();
  await counts.append('customer 1', FOR_ANN, 'customer 1');
  const sent = () => counts.query('select partition, kind, key, position from read.customer_marks_v1');
  await counts.until(async () => (await sent()).length > 0);
  expect(await sent()).toEqual([[asked, 'gift', 'ann', 6]]);
  expect(await counts.position()).toBe(4);

  own.add(asked); // nobody is left to send to: it does it itself
  await counts.caughtUp();
  expect(await counts.totals()).toEqual({ ann: [4, 8], 'customer 1': [3, 6] });
  await counts.append(FOR_ANN);
  await counts.caughtUp();
  expect(await counts.totals()).toMatchObject({ ann: [5, 10] });
  expect(await counts.folded()).toEqual(upTo(8));
});

it('of a new generation are built by all together, and serve when every one has reached the head', async () => {
  const own = new Set([0, 1, 2, 3]);
  counts.start({}, { partitions: PARTITIONS, assigned: () => own });
  const second = counts.start({}, { partitions: PARTITIONS, assigned: () => new Set([4, 5, 6, 7]) });
  await counts.append(...each(3));
  await counts.caughtUp();
  await second.stop();
  await requestRebuild(counts.dataSource, 'counts');
  const positions = () =>
    counts.query<[number]>('select position from ops.checkpoints where generation = 2 order by partition');
  await counts.until(async () => (await positions()).filter(([position]) => position === 36).length === 4);
  expect(await positions()).toEqual([36, 36, 36, 36, 0, 0, 0, 0].map((position) => [position]));
  expect(await counts.status()).toMatchObject({
    status: 'rebuilding',
    generation: 1,
    rebuild: { position: '0' },
  });
  counts.start({}, { partitions: PARTITIONS, assigned: () => new Set([4, 5, 6, 7]) });
  await counts.until(async () => (await counts.standing())?.generation === 2);
  expect(await counts.totals(2)).toEqual(totals(3));
  expect(await counts.folded(2)).toEqual(upTo(36));
});

it('set aside what cannot be digested, each its own, and go on', async () => {
  const hooks = {
    folded(events: readonly { subject: string | null }[]) {
      if (events.some(({ subject }) => subject === 'bad')) throw new TypeError('indigestible');
    },
  };
  for (const _ of upTo(3)) counts.start(hooks, { partitions: PARTITIONS, batchSize: 5 });
  await counts.append(...each(1), 'bad', ...each(1));
  await counts.caughtUp();
  expect((await counts.status()).failed).toEqual([{ position: '13', error: 'indigestible' }]);
  expect(await counts.query('select partition from ops.set_aside')).toEqual([
    [partitionOf('bad', PARTITIONS)],
  ]);
  expect(await counts.totals()).toEqual(totals(2));
});
