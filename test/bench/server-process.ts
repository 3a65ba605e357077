import 'reflect-metadata';
import { insights } from '../../apps/insights/insights.js';
import { intake } from '../../apps/intake/intake.js';
import { allInOne } from '../../apps/lifeledger/all-in-one.js';
import { projector } from '../../apps/projector/projector.js';
import { KeyService } from '../../libs/access/index.js';
import { readConfiguration } from '../../libs/configuration/index.js';
import { type Service, startService } from '../../libs/foundation/index.js';

/**
 * A server in a process of its own, as the benches load it: `all` is the whole system, the others one service each.
 * Says where it listens and its key, then how much memory it holds, or how much CPU time it has taken, whenever it is asked.
 */
const KEY = 'an-admin-key-for-the-benches';
const services: Record<string, Service> = { all: allInOne, intake, projector, insights };

const [mode, url, brokers] = process.argv.slice(2);
const { stop, url: listensAt } = await startService(
  {
    ...services[mode],
    prepare: async (app) => {
      if (mode !== 'projector') await app.get(KeyService).ensureAdminKey(KEY);
      return [];
    },
  },
  readConfiguration({
    ...{ LOG_LEVEL: 'error', PORT: '0', DATABASE_URL: url, KAFKA_BROKERS: brokers },
    // The demonstration data has merges.
    KAFKA_TRUSTED_SOURCES: '/fernruf/crm',
  }),
);
process.send?.({ url: listensAt, key: KEY });

process.on('message', async (message) => {
  if (message === 'memory') process.send?.({ rss: process.memoryUsage().rss });
  if (message === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send?.({ seconds: (user + system) / 1e6 });
  }
  if (message === 'stop') {
    await stop();
    process.disconnect();
  }
});
// Whoever started it is gone, or done.
process.on('disconnect', () => process.exit());
