import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { event, type Json } from './run-system.js';
import type { StartedProcess } from './start-process.js';
import { type ServiceName, startService } from './start-service.js';

/** The services as processes of their own, begun at the same moment on an empty database. */

let database: TestDatabase;
let dataDir: string;
let key: string;
let services: Record<ServiceName, StartedProcess>;

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'lifeledger-apart-'));
  const env = { DATABASE_URL: database.url, LIFELEDGER_DATA_DIR: dataDir, LIFELEDGER_ADMIN_KEY: '' };
  const [intake, projector, insights] = await Promise.all([
    startService('intake', env),
    startService('projector', env),
    startService('insights', env),
  ]);
  services = { intake, projector, insights };
  key = (await readFile(join(dataDir, 'admin-key'), 'utf8')).trim();
}, 120_000);

afterAll(async () => {
  for (const { child, ended } of Object.values(services ?? {})) {
    child.kill('SIGKILL');
    await ended;
  }
  await database?.drop();
  if (dataDir) await rm(dataDir, { recursive: true });
});

function ask(service: ServiceName, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(services[service].url + path, {
    ...init,
    headers: { authorization: `Bearer ${key}`, ...init.headers },
  });
}

const jsonOf = async (response: Response): Promise<Json> => response.json();

test('what intake takes, the projector works out, and insights answers', async () => {
  const purchases = [1, 2, 3].map((n) =>
    event('purchase.completed', `p-${n}`, 'ann', '2024-03-01T12:00:00Z', { orderId: `o-${n}`, amount: '7' }),
  );
  const published = await ask('intake', '/v1/events', {
    method: 'POST',
    body: JSON.stringify([...purchases, { ...purchases[0], id: 'poison', data: {} }]),
    headers: { 'content-type': 'application/cloudevents-batch+json' },
  });
  const { accepted, rejected, position } = await jsonOf(published);
  expect([accepted, rejected]).toEqual([3, 1]);
  // Three purchases of 7 dollars.
  const revenue = await ask('insights', `/v1/metrics/revenue?minPosition=${position}&timeout=30`);
  expect((await jsonOf(revenue)).rows).toEqual([expect.objectContaining({ orders: 3, net: '21.00' })]);
  expect((await jsonOf(await ask('intake', '/v1/quarantine'))).total).toBe(1);
});

test.each<[ServiceName, string, string, number]>([
  ['intake', 'GET', '/v1/metrics/revenue', 404],
  ['intake', 'GET', '/v1/keys', 404],
  ['intake', 'GET', '/', 404],
  ['projector', 'GET', '/v1/projections', 404],
  ['projector', 'POST', '/v1/events', 404],
  ['insights', 'POST', '/v1/events', 405],
  ['insights', 'GET', '/v1/quarantine', 404],
  ['insights', 'POST', '/v1/complaints', 404],
  ['insights', 'GET', '/v1/keys', 200],
  ['insights', 'GET', '/openapi.json', 200],
])('%s answers %s %s with %i', async (service, method, path, status) => {
  expect((await ask(service, path, { method })).status).toBe(status);
});

test.each<[ServiceName, string[]]>([
  ['intake', ['database']],
  ['projector', ['database', 'projections']],
  ['insights', ['database', 'projections']],
])('%s tells of its own health: %s', async (service, checks) => {
  const health = await eventually(async () => {
    const response = await ask(service, '/health/ready');
    expect(response.status).toBe(200);
    return jsonOf(response);
  });
  expect(health).toEqual({ status: 'ready', checks: Object.fromEntries(checks.map((name) => [name, 'ok'])) });
});

test.each<[ServiceName]>([['intake'], ['projector'], ['insights']])(
  '%s names itself in every line of its figures',
  async (service) => {
    const lines = (await (await ask(service, '/metrics')).text()).split('\n');
    const samples = lines.filter((line) => line !== '' && !line.startsWith('#'));
    expect(samples).not.toEqual([]);
    expect(samples.filter((line) => !line.includes(`service="${service}"`))).toEqual([]);
  },
);

test('without DATABASE_URL a service says what it needs', async () => {
  await expect(startService('projector', { DATABASE_URL: '' })).rejects.toThrow(
    'it ended with 1: error: DATABASE_URL is not set: projector needs a PostgreSQL that it shares with the other ' +
      'services, such as postgresql://user:password@host:5432/database',
  );
});

test('at SIGTERM a stream is settled and answered, and every service ends with 0', async () => {
  const request = httpRequest(`${services.intake.url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
  });
  const answered = once(request, 'response');
  const line = (_: unknown, n: number) =>
    `${JSON.stringify(event('customer.registered', `r-${n}`, `r-${n}`, '2024-01-01T00:00:00Z', {}))}\n`;
  // The first thousand is written; the last one waits for more, which never comes.
  request.write(Array.from({ length: 1001 }, line).join(''));
  await eventually(async () => {
    const { head } = await jsonOf(await ask('insights', '/v1/projections/customers'));
    expect(Number(head)).toBeGreaterThanOrEqual(1003);
  });
  for (const { child } of Object.values(services)) child.kill('SIGTERM');
  const [response] = await answered;
  const problem = JSON.parse((await response.toArray()).join(''));
  expect([response.statusCode, problem.nextIndex, problem.accepted]).toEqual([503, 1001, 1001]);
  request.destroy();
  for (const { ended } of Object.values(services)) expect(await ended).toBe(0);
});
