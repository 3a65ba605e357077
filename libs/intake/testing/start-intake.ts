import type { AddressInfo } from 'node:net';
import { Global, Module, type ModuleMetadata } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { createTestDatabase } from '../../../test/support/test-database.js';
import { AccessModule, accessEntities, KeyService, type Scope } from '../../access/index.js';
import { CONFIGURATION } from '../../configuration/token.js';
import { createDataSource, migrate } from '../../database/index.js';
import { EVENT_STORE, type EventStore, PostgresEventStore } from '../../event-store/index.js';
import { createHttpApp, HttpModule } from '../../http/index.js';
import { IntakeModule, intakeEntities } from '../index.js';

export type RunningIntake = Awaited<ReturnType<typeof startIntake>>;

/**
 * The write side as it runs, over real HTTP on a database of its own.
 * @param around puts something around the store: one that is busy, or away
 * @param beside modules that stand on the same, to be served as well
 */
export async function startIntake(
  around: (store: EventStore) => EventStore = (store) => store,
  beside: NonNullable<ModuleMetadata['imports']> = [],
) {
  const database = await createTestDatabase();
  const dataSource = createDataSource({
    url: database.url,
    entities: [...accessEntities, ...intakeEntities],
  });
  await dataSource.initialize();
  await migrate(dataSource);
  const postgres = new PostgresEventStore(dataSource);
  const store = around(postgres);

  const given = [
    { provide: DataSource, useValue: dataSource },
    { provide: EVENT_STORE, useValue: store },
    { provide: CONFIGURATION, useValue: { reportingCurrency: 'EUR' } },
  ];
  @Global()
  @Module({ providers: given, exports: given.map(({ provide }) => provide) })
  class Given {}
  @Module({ imports: [Given, HttpModule, AccessModule, IntakeModule, ...beside] })
  class App {}

  const app = await createHttpApp(App, { host: '127.0.0.1', logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const keys = app.get(KeyService);
  const keyFor = async (scopes: Scope[], sources?: string[]) =>
    (await keys.create({ name: scopes.join(' '), scopes, sources })).text;
  const admin = (await keys.ensureAdminKey())!;

  /** POST /v1/events with the admin key, unless the headers say otherwise. */
  const post = (
    type: string | null,
    body: RequestInit['body'],
    headers: Record<string, string> = {},
    query = '',
  ) =>
    fetch(`${url}/v1/events${query}`, {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { authorization: `Bearer ${admin}`, ...(type && { 'content-type': type }), ...headers },
    } as RequestInit);

  const close = async () => {
    await app.close();
    await postgres.close();
    if (dataSource.isInitialized) await dataSource.destroy();
    await database.drop();
  };
  return { app, url, port, store, dataSource, keys, keyFor, admin, post, close };
}

let count = 0;

/** A purchase nobody has published yet, as a CloudEvent. */
export function purchase(over: Record<string, unknown> = {}, data: Record<string, unknown> = {}) {
  const id = `p-${++count}`;
  return {
    specversion: '1.0',
    id,
    source: 'shop',
    type: 'lifeledger.purchase.completed.v1',
    subject: 'c-1',
    time: '2026-03-02T10:15:00Z',
    data: { orderId: id, amount: '29.33', ...data },
    ...over,
  };
}

/** An answer's JSON, of whatever shape: the test says which it expects. */
// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
export function jsonOf(response: Response): Promise<any> {
  return response.json();
}
