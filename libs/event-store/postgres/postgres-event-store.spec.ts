import { createTestDatabase } from '../../../test/support/test-database.js';
import { createDataSource, migrate } from '../../database/index.js';
import { describeEventStore } from '../contract.js';
import { PostgresEventStore } from './postgres-event-store.js';

async function open() {
  const database = await createTestDatabase();
  const sources = [createDataSource({ url: database.url }), createDataSource({ url: database.url })];
  for (const source of sources) await source.initialize();
  await migrate(sources[0]);
  const [store, beside] = sources.map((source) => new PostgresEventStore(source));
  return {
    store,
    beside,
    dataSource: sources[1],
    async hold() {
      const runner = sources[1].createQueryRunner();
      await runner.query('begin; lock table ledger.events in access exclusive mode');
      return async () => {
        await runner.query('commit');
        await runner.release();
      };
    },
    async close() {
      await Promise.all([store.close(), beside.close()]);
      await Promise.all(sources.map((source) => source.destroy()));
      await database.drop();
    },
  };
}

describeEventStore('PostgreSQL', open);

describe('PostgreSQL, behind the store', () => {
  it('lets no row of the log be changed, removed or emptied away', async () => {
    const { store, dataSource, close } = await open();
    const event = { source: 's', id: '1', type: 't', subject: 'ann', time: 0, data: {}, personal: null };
    await store.append([{ event }]);
    for (const change of [
      `update ledger.events set subject = 'bob'`,
      'delete from ledger.events',
      'truncate ledger.events',
    ]) {
      await expect(dataSource.query(change)).rejects.toThrow('the log is append-only');
    }
    expect(await store.readAll({ after: 0, limit: 10 })).toEqual([expect.objectContaining(event)]);
    await close();
  });

  it('is heard again after the listening connection was cut', async () => {
    const { store, dataSource, close } = await open();
    const over = new AbortController();
    const listener = () =>
      dataSource.query(
        `select pid from pg_stat_activity where datname = current_database() and query = 'listen "ledger_events"'`,
      );
    let waiting = store.nextAppend(600_000, over.signal);
    while ((await listener()).length === 0);
    await waiting; // it listens now, and may have missed something
    waiting = store.nextAppend(600_000, over.signal);
    const [{ pid }] = await listener();
    await dataSource.query('select pg_terminate_backend($1)', [pid]);
    await waiting;
    waiting = store.nextAppend(600_000, over.signal);
    await store.append([
      { event: { source: 's', id: '1', type: 't', subject: null, time: 0, data: {}, personal: null } },
    ]);
    await waiting;
    expect((await listener())[0].pid).not.toBe(pid);
    await close();
  });
});
