import { type Counts, openCounts } from './testing/open-counts.js';

/** Wherever a batch breaks off, the tables and the checkpoint agree, and each event is folded once. */

let counts: Counts;
beforeEach(async () => {
  counts = await openCounts();
});
afterEach(() => counts.close());

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

it('folds each event once and makes its follow-up', async () => {
  counts.start();
  await counts.append('ann', 'bob', 'ann');
  await counts.caughtUp();
  await counts.append('ann');
  await counts.caughtUp();
  expect(await counts.totals()).toEqual({ ann: [3, 6], bob: [1, 2] });
  expect(await counts.folded()).toEqual([1, 2, 3, 4]);
  expect(await counts.status()).toMatchObject({
    name: 'counts',
    version: 'one',
    status: 'live',
    generation: 1,
    position: '4',
    head: '4',
    lag: { events: 0, seconds: 0 },
    failed: [],
  });
});

it.each([
  ['a deadlock', { code: '40P01', message: 'deadlock detected' }],
  ['a full disk', { code: '53100', message: 'no space left on device' }],
  ['a network away', { code: 'ECONNRESET', message: 'read ECONNRESET' }],
])('leaves no trace of a batch that %s ended in the middle, and folds it again', async (_, fault) => {
  await counts.append('ann', 'bob', 'ann', 'cem', 'ann');
  const attempts: number[][] = [];
  const between: unknown[] = [];
  counts.start(
    {
      async folded(events) {
        attempts.push(events.map(({ position }) => position));
        if (attempts.length === 3) between.push(await counts.folded(), (await counts.checkpoint()).position);
        if (attempts.length === 2) throw Object.assign(new Error(fault.message), { code: fault.code });
      },
    },
    { batchSize: 2 },
  );
  await counts.caughtUp();
  expect(attempts).toEqual([[1, 2], [3, 4], [3, 4], [5]]);
  expect(between).toEqual([[1, 2], 2]);
  expect(await counts.folded()).toEqual(upTo(5));
  expect(await counts.totals()).toEqual({ ann: [3, 6], bob: [1, 2], cem: [1, 2] });
  expect((await counts.status()).failed).toEqual([]);
  expect(counts.reports).toEqual([`counts: ${fault.message}; trying again`]);
});

it('leaves no trace of a batch whose connection was cut', async () => {
  await counts.append('ann', 'bob');
  let cut = false;
  counts.start({
    async folded(_, connection) {
      if (cut) return;
      cut = true;
      await connection.query('select pg_terminate_backend(pg_backend_pid())');
    },
  });
  await counts.caughtUp();
  expect(cut).toBe(true);
  expect(await counts.folded()).toEqual([1, 2]);
  expect(await counts.totals()).toEqual({ ann: [1, 2], bob: [1, 2] });
  expect((await counts.status()).failed).toEqual([]);
});

it('leaves no trace of follow-up that broke off, and makes it again', async () => {
  await counts.append('ann', 'bob');
  let attempts = 0;
  counts.start({
    settled() {
      attempts += 1;
      if (attempts === 1) throw Object.assign(new Error('could not serialize access'), { code: '40001' });
    },
  });
  await counts.caughtUp();
  expect(attempts).toBe(2);
  expect(await counts.folded()).toEqual([1, 2]);
  expect(await counts.totals()).toEqual({ ann: [1, 2], bob: [1, 2] });
});

it('shows every reader tables and checkpoint as of one batch', async () => {
  await counts.append(...upTo(60).map((n) => `customer ${n}`));
  const reader = await counts.session();
  const seen: { checkpoint: number; last: number; rows: number }[] = [];
  counts.start(
    {
      // In the middle of the batch, another session looks.
      async folded(_events, _connection, generation) {
        const { rows } = await reader.query(
          `select (select position::int from ops.checkpoints) as checkpoint,
             coalesce(max(position), 0)::int as last, count(*)::int as rows from read.folded_v${generation}`,
        );
        seen.push(rows[0]);
      },
    },
    { batchSize: 7 },
  );
  await counts.caughtUp();
  const whole = [0, 7, 14, 21, 28, 35, 42, 49, 56];
  expect(seen).toEqual(whole.map((n) => ({ checkpoint: n, last: n, rows: n })));
});

it('goes on where it stopped', async () => {
  await counts.append('ann', 'bob');
  const first = counts.start();
  await counts.caughtUp();
  await first.stop();
  await counts.append('ann');
  const positions: number[] = [];
  counts.start({ folded: (events) => positions.push(...events.map(({ position }) => position)) });
  await counts.caughtUp();
  expect(positions).toEqual([3]);
  expect(await counts.totals()).toEqual({ ann: [2, 4], bob: [1, 2] });
});
