import { deferred } from '../../test/support/deferred.js';
import { transaction } from '../database/index.js';
import { switchTo } from './generations.js';
import { type Projection, requestRebuild } from './index.js';
import { type Counts, openCounts } from './testing/open-counts.js';

/** New tables are built beside those that serve, and take over in one transaction. */

let counts: Counts;
beforeEach(async () => {
  counts = await openCounts();
});
afterEach(() => counts.close());

const TABLES = ['counts', 'customer_marks', 'customer_wake_ups', 'doubles', 'folded'];
const tables = (generation: number) => TABLES.map((name) => `${name}_v${generation}`);
const served = async () => (await counts.standing())?.generation;

/** Whether somebody waits to drop tables that are in use. */
const dropWaits = async () =>
  (
    await counts.query(
      `select 1 from pg_stat_activity where datname = current_database()
       and wait_event_type = 'Lock' and query like 'drop table%'`,
    )
  ).length > 0;

/** A gate in the fold of a generation: `arrived` when it stands there, open once `open` is called. */
function gateAt(held: number) {
  const arrived = deferred();
  const gate = deferred();
  const folded = async (_events: unknown, _connection: unknown, generation: number) => {
    if (generation !== held) return;
    arrived.resolve();
    await gate.promise;
  };
  return { arrived: arrived.promise, open: gate.resolve, hooks: { folded } };
}

it('serves the old tables until the new ones are whole, then drops them', async () => {
  await counts.append('ann', 'bob', 'ann');
  const gate = gateAt(2);
  counts.start(gate.hooks);
  await counts.caughtUp();
  expect(await requestRebuild(counts.dataSource, 'counts')).toBe(true);
  await gate.arrived;
  expect(await counts.status()).toMatchObject({
    status: 'rebuilding',
    generation: 1,
    position: '3',
    rebuild: { version: 'one', position: '0' },
  });
  expect(await counts.totals()).toEqual({ ann: [2, 4], bob: [1, 2] });
  expect(await counts.tables(2)).toEqual(tables(2));

  gate.open();
  await counts.until(async () => (await served()) === 2);
  expect(await counts.totals(2)).toEqual({ ann: [2, 4], bob: [1, 2] });
  await counts.until(async () => (await counts.tables(1)).length === 0);
  expect(await counts.status()).toMatchObject({ status: 'live', generation: 2, position: '3' });
  expect((await counts.status()).rebuild).toBeUndefined();
  expect(await counts.query('select generation, status from ops.generations')).toEqual([[2, 'active']]);
  expect(counts.reports).toEqual(['counts: generation 2 serves now']);
});

it('never shows a reader less than it had seen', async () => {
  await counts.append(...Array.from({ length: 40 }, (_, i) => `customer ${i}`));
  counts.start({}, { batchSize: 3 });
  await counts.caughtUp();
  await requestRebuild(counts.dataSource, 'counts');
  const seen = new Set<string>();
  while ((await served()) === 1) {
    const now = await transaction(
      counts.dataSource,
      async (connection) => {
        const found = await connection.query(
          `select generation, position::int, status from ops.projections
           join ops.generations on projection = name and generation = active_generation
           join ops.checkpoints using (projection, generation)`,
        );
        const { generation, position, status } = found.rows[0];
        const { rows } = await connection.query(
          `select count(*)::int as n, sum(double)::int as sum from read.doubles_v${generation}`,
        );
        return `${status} ${position} ${rows[0].n} ${rows[0].sum}`;
      },
      'snapshot',
    ).catch((error) => {
      // Between the look and the read the old tables may have gone: whoever reads looks again.
      if (error.code === '42P01') return 'looks again';
      throw error;
    });
    seen.add(now);
  }
  seen.delete('looks again');
  expect([...seen]).toEqual(['active 40 40 80']);
});

it('keeps the serving generation at the head while the new one is built', async () => {
  await counts.append(...Array.from({ length: 30 }, () => 'ann'));
  let aheadOf = 0;
  counts.start(
    {
      // Each step of the building lets the log grow, until the serving generation has taken that in: if it had to
      // wait for the end of the building, there would be none.
      async folded(_events, _connection, generation) {
        if (generation !== 2 || aheadOf > 0) return;
        if ((await counts.position()) > 30) aheadOf = await counts.position();
        else await counts.append('bob', 'bob');
      },
    },
    { batchSize: 2 },
  );
  await counts.until(async () => (await counts.position()) === 30);
  await requestRebuild(counts.dataSource, 'counts');
  await counts.until(async () => (await served()) === 2);
  expect(aheadOf).toBeGreaterThan(30);
  await counts.caughtUp();
  expect(await counts.totals(2)).toMatchObject({ ann: [30, 60] });
  expect(await counts.folded(2)).toHaveLength(await counts.store.head());
});

it('drops the old tables later when a long reader holds them, and waits for no one', async () => {
  await counts.append('ann');
  counts.start();
  await counts.caughtUp();
  const reader = await counts.session();
  await reader.query('begin; select * from read.doubles_v1');
  await requestRebuild(counts.dataSource, 'counts');
  await counts.until(async () => (await served()) === 2);
  // The new ones go on; the old ones are still tried for, as one attempt after the other fails.
  await counts.append('ann', 'bob');
  await counts.caughtUp();
  await counts.until(dropWaits);
  await counts.append('ann');
  await counts.caughtUp();
  expect(await counts.totals(2)).toEqual({ ann: [3, 6], bob: [1, 2] });
  expect((await reader.query('select * from read.doubles_v1')).rows).toEqual([{ key: 'ann', double: 2 }]);
  expect(await counts.tables(1)).toEqual(tables(1));
  await reader.query('commit');
  await counts.until(async () => (await counts.tables(1)).length === 0);
});

it('builds beside by itself when the version is another', async () => {
  await counts.append('ann', 'bob');
  const old = counts.start();
  await counts.caughtUp();
  await old.stop();
  const gate = gateAt(2);
  counts.start(gate.hooks, { version: 'two' });
  await gate.arrived;
  expect(await counts.status()).toMatchObject({
    status: 'rebuilding',
    version: 'one',
    rebuild: { version: 'two' },
  });
  expect(await counts.totals()).toEqual({ ann: [1, 2], bob: [1, 2] });
  gate.open();
  await counts.until(async () => (await served()) === 2);
  expect(await counts.status()).toMatchObject({ status: 'live', version: 'two', position: '2' });
  expect(await counts.totals(2)).toEqual({ ann: [1, 2], bob: [1, 2] });
});

it('begins anew when asked again in the middle of a rebuild, under a new number', async () => {
  await counts.append('ann', 'bob', 'cem');
  const gate = gateAt(2);
  counts.start(gate.hooks);
  await counts.caughtUp();
  await requestRebuild(counts.dataSource, 'counts');
  await gate.arrived;
  // Another projector sees the request while this one is in the middle of a batch, and wants its tables away.
  await requestRebuild(counts.dataSource, 'counts');
  counts.start();
  await counts.until(dropWaits);
  gate.open();
  await counts.until(async () => (await served()) === 3);
  await counts.until(async () => (await counts.query('select 1 from ops.generations')).length === 1);
  expect(await counts.tables(2)).toEqual([]);
  expect(await counts.totals(3)).toEqual({ ann: [1, 2], bob: [1, 2], cem: [1, 2] });
  expect(await counts.folded(3)).toEqual([1, 2, 3]);
  expect((await counts.status()).failed).toEqual([]);
});

it('never switches to a generation that is gone', async () => {
  await counts.append('ann');
  const projector = counts.start();
  await counts.caughtUp();
  await projector.stop();
  const named = { name: 'counts' } as Projection;
  const switched = await transaction(counts.dataSource, (connection) => switchTo(connection, named, 7));
  expect(switched).toBe(false);
  expect(await counts.standing()).toMatchObject({ generation: 1, position: 1 });
  expect(await counts.query('select active_generation from ops.projections')).toEqual([[1]]);
});

it('carries what is poison into the new generation, and forgets that of the old', async () => {
  let faulty = 'bad';
  await counts.append('ann', 'bad', 'worse');
  counts.start({
    folded(events) {
      const bad = events.find(({ subject }) => subject === faulty);
      if (bad) throw new TypeError(`${faulty} is indigestible`);
    },
  });
  await counts.caughtUp();
  expect((await counts.status()).failed).toEqual([{ position: '2', error: 'bad is indigestible' }]);
  faulty = 'worse';
  await requestRebuild(counts.dataSource, 'counts');
  await counts.until(async () => (await served()) === 2);
  expect((await counts.status()).failed).toEqual([{ position: '3', error: 'worse is indigestible' }]);
  await counts.until(async () => (await counts.tables(1)).length === 0);
  expect(await counts.query('select generation, position from ops.set_aside')).toEqual([[2, 3]]);
});
