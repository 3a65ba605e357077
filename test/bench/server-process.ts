import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { appModule, foundationModule } from '../../apps/lifeledger/app.module.js';
import { AccessModule, accessEntities, KeyService } from '../../libs/access/index.js';
import { readConfiguration } from '../../libs/configuration/index.js';
import { createDataSource } from '../../libs/database/index.js';
import { PostgresEventStore } from '../../libs/event-store/index.js';
import { createHttpApp, HttpModule } from '../../libs/http/index.js';
import { IntakeModule, intakeEntities } from '../../libs/intake/index.js';

/**
 * A server in a process of its own, as the benches load it: `all` is the whole system, `intake` the write side alone.
 * Says where it listens and its key, then how much memory it holds whenever it is asked.
 */
const [mode, url] = process.argv.slice(2);
const configuration = readConfiguration({ LOG_LEVEL: 'error', DATABASE_URL: url });
const dataSource = createDataSource({ url, entities: [...accessEntities, ...intakeEntities] });
await dataSource.initialize();
const store = new PostgresEventStore(dataSource);
const foundation = { dataSource, store, configuration };

@Module({})
class IntakeOnly {}
const intake = {
  module: IntakeOnly,
  imports: [foundationModule(foundation), CqrsModule.forRoot(), HttpModule, AccessModule, IntakeModule],
};
const app = await createHttpApp(mode === 'intake' ? intake : appModule(foundation), {
  host: '127.0.0.1',
  logger: ['error'],
});
const key = 'an-admin-key-for-the-benches';
await app.get(KeyService).ensureAdminKey(key);
await app.listen(0, '127.0.0.1');
const { port } = app.getHttpServer().address() as AddressInfo;
process.send?.({ url: `http://127.0.0.1:${port}`, key });

process.on('message', async (message) => {
  if (message === 'memory') process.send?.({ rss: process.memoryUsage().rss });
  if (message === 'stop') {
    await app.close();
    await store.close();
    await dataSource.destroy();
    process.disconnect();
  }
});
