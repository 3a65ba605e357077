import { startKurrentdbServer } from '../../../test/support/kurrentdb-server/start-kurrentdb-server.js';
import { createTestDatabase } from '../../../test/support/test-database.js';
import { createDataSource, migrate } from '../../database/index.js';
import { describeEventStore } from '../contract.js';
import { KurrentdbEventStore } from './kurrentdb-event-store.js';

/**
 * The contract on the server of KURRENTDB_URL, which must be empty (`--mem-db` gives such a one at each start), else on
 * the test server. The name of the suite says which of the two it was.
 */
const outside = process.env.KURRENTDB_URL;

async function open() {
  const server = outside ? null : await startKurrentdbServer();
  const url = outside ?? server!.url;
  const database = await createTestDatabase();
  const sources = [createDataSource({ url: database.url }), createDataSource({ url: database.url })];
  for (const source of sources) await source.initialize();
  await migrate(sources[0]);
  const store = await KurrentdbEventStore.open(url, sources[0]);
  const beside = await KurrentdbEventStore.open(url, sources[1]);
  return {
    store,
    beside,
    async hold() {
      const runner = sources[1].createQueryRunner();
      await runner.query('begin; lock table ops.kurrentdb_identities in access exclusive mode');
      return async () => {
        await runner.query('commit');
        await runner.release();
      };
    },
    async close() {
      await Promise.all([store.close(), beside.close()]);
      await Promise.all(sources.map((source) => source.destroy()));
      await server?.stop();
      await database.drop();
    },
  };
}

describeEventStore(
  outside ? 'KurrentDB, the server of KURRENTDB_URL' : "KurrentDB's protocol, a test server",
  open,
);
