import { from as copyFrom } from 'pg-copy-streams';
import { deferred } from '../../test/support/deferred.js';
import type { Connection } from '../database/index.js';
import { APPEND_LOCK } from '../event-store/postgres/append-transaction.js';
import { endFrozen } from './frozen.js';
import { type Counts, openCounts } from './testing/open-counts.js';

let counts: Counts;
beforeEach(async () => {
  counts = await openCounts();
});
afterEach(() => counts.close());

/** Begins a transaction that stops in the middle of a COPY. @returns what became of it, when that is known */
async function stopInCopy(session: Connection, before: string) {
  const [[pid]] = (await session.query({ text: 'select pg_backend_pid()', rowMode: 'array' })).rows;
  await session.query(`begin; ${before}`);
  const ended = deferred();
  session.on('error', () => ended.resolve());
  const copy = session.query(copyFrom('copy ops.projectors from stdin'));
  copy.on('error', () => ended.resolve());
  copy.write('half a row');
  await counts.until(
    async () =>
      (
        await counts.query(
          `select 1 from pg_stat_activity where pid = $1 and wait_event = 'ClientRead' and query like 'copy%'`,
          [pid],
        )
      ).length === 1,
  );
  const isThere = async () =>
    (await counts.query('select 1 from pg_stat_activity where pid = $1', [pid])).length === 1;
  return { ended: ended.promise, isThere, copy };
}

test.each([
  ['checkpoints', 'update ops.checkpoints set owner = null'],
  ["the log's lock", `select pg_advisory_xact_lock_shared(${APPEND_LOCK})`],
])('a transaction that holds %s and sleeps amid a COPY is ended, and no other', async (_, lock) => {
  const holder = await stopInCopy(await counts.session(), lock);
  const other = await stopInCopy(await counts.session(), 'select 1');
  const atWork = await counts.session();
  await atWork.query(`begin; ${lock}`);
  const looking = await counts.session();

  await endFrozen(looking);
  expect(await holder.isThere()).toBe(true); // it has not slept for long
  await endFrozen(looking, 0);
  await holder.ended;
  expect(await other.isThere()).toBe(true);
  await atWork.query('commit');
  other.copy.destroy();
  await other.ended;
});
