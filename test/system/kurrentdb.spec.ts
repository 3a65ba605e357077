import { startKurrentdbServer } from '../support/kurrentdb-server/start-kurrentdb-server.js';
import { type Json, runSystem } from './run-system.js';
import { SETTINGS, SMALL_HISTORY } from './small-history.js';

/*
 * The whole system with its log in KurrentDB: on an empty server of KURRENTDB_SYSTEM_URL where one is named, else on the
 * test server that speaks its protocol. What it answers is compared with the same system on PostgreSQL.
 */

const outside = process.env.KURRENTDB_SYSTEM_URL;
const name = outside
  ? 'the server of KURRENTDB_SYSTEM_URL'
  : "a test server that speaks KurrentDB's protocol";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const system of open.splice(0)) await system.close();
});
async function run(env: NodeJS.ProcessEnv) {
  const system = await runSystem(env);
  open.unshift(system);
  return system;
}
async function serve() {
  const server = await startKurrentdbServer();
  open.push({ close: server.stop });
  return server;
}

test(`with the log in ${name} the answers are those of a log in PostgreSQL`, async () => {
  const server = outside ? null : await serve();
  const url = outside ?? server!.url;
  const onPostgres = await run(SETTINGS);
  const onKurrentdb = await run({ ...SETTINGS, EVENT_STORE_URL: url });
  const both = [onPostgres, onKurrentdb];
  for (const system of both) await system.publish(SMALL_HISTORY);

  // Sent again, all of it is known.
  const again = await onKurrentdb.json('/v1/events', {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(SMALL_HISTORY),
  });
  expect(again).toMatchObject({ accepted: 0, duplicates: SMALL_HISTORY.length, rejected: 0 });

  for (const metric of ['revenue', 'ltv', 'retention', 'churn']) {
    const [expected, answered] = await Promise.all(
      both.map((system) => system.metric(metric, { asOf: '2024-06-01T00:00:00Z' })),
    );
    expect(answered.rows).toEqual(expected.rows);
    expect(answered.unconverted).toEqual(expected.unconverted);
  }
  // By hand, from the story: in January 100.00 by o1 and 50.00 by o2.
  const { rows } = await onKurrentdb.metric('revenue', { from: '2024-01-01', to: '2024-02-01' });
  expect(rows[0]).toMatchObject({ period: '2024-01', revenue: '150.00' });

  // The log over HTTP, page by page and by customer, is the same but for its positions.
  const pages = async (system: (typeof both)[number], filter: string) => {
    const ids: string[] = [];
    for (let from: string | null = '1'; from !== null; ) {
      const page: Json = await system.json(`/v1/events?limit=5&from=${from}${filter}`);
      ids.push(...page.events.map(({ id }: Json) => id));
      from = page.next;
    }
    return ids;
  };
  for (const filter of ['', '&subject=ann', '&type=lifeledger.purchase.completed.v1']) {
    expect(await pages(onKurrentdb, filter)).toEqual(await pages(onPostgres, filter));
  }

  const [behind, alike] = await Promise.all(
    [onKurrentdb, onPostgres].map((system) => system.json('/v1/explain?metric=revenue&row=period:2024-01')),
  );
  const adds = ({ events }: Json) => events.map((one: Json) => [one.event.id, one.adds]);
  expect(adds(behind)).toEqual(adds(alike));
  expect(adds(behind)).toHaveLength(2);

  const { checks } = await onKurrentdb.json('/health/ready', { key: null });
  expect(checks).toMatchObject({ database: 'ok', log: 'ok' });
  if (server) {
    server.kill();
    expect((await onKurrentdb.ask('/health/ready', { key: null })).status).toBe(503);
    await server.start();
  }
});

test('a database that belongs to another log is refused at the start', async () => {
  const server = await serve();
  const system = await run({ EVENT_STORE_URL: server.url });
  await system.publish(SMALL_HISTORY);
  const start = (env: NodeJS.ProcessEnv) => runSystem({ DATABASE_URL: system.databaseUrl, ...env });
  await expect(start({})).rejects.toThrow('EVENT_STORE_URL is unset, but');
  await expect(start({ EVENT_STORE_URL: server.url, REPORTING_CURRENCY: 'EUR' })).rejects.toThrow(
    'REPORTING_CURRENCY is "EUR", but this log was begun with "USD"',
  );
  const other = await serve();
  await expect(start({ EVENT_STORE_URL: other.url })).rejects.toThrow('that of another log');
  other.kill();
  await expect(start({ EVENT_STORE_URL: other.url })).rejects.toThrow(
    'EVENT_STORE_URL does not lead to a KurrentDB that can be used',
  );

  const onPostgres = await run({});
  await onPostgres.publish(SMALL_HISTORY);
  await expect(
    runSystem({ DATABASE_URL: onPostgres.databaseUrl, EVENT_STORE_URL: server.url }),
  ).rejects.toThrow('EVENT_STORE_URL is set, but this database holds a log of its own');
});
