import { SCOPES, type Scope } from '../../libs/access/index.js';
import { type RunningSystem, runSystem } from './run-system.js';

/** Every route that needs a key, with a request to it that does no harm, and the scope it needs. */
const ROUTES: [method: string, path: string, scope: Scope, route?: string][] = [
  ['POST', '/v1/events', 'events:write'],
  ['GET', '/v1/events', 'customers:read'],
  ['GET', '/v1/metrics', 'metrics:read'],
  ['GET', '/v1/metrics/revenue', 'metrics:read', '/v1/metrics/{name}'],
  ['GET', '/v1/explain?metric=revenue&row=period:2024-01', 'metrics:read', '/v1/explain'],
  ['GET', '/v1/customers', 'customers:read'],
  ['GET', '/v1/customers/nobody', 'customers:read', '/v1/customers/{id}'],
  ['GET', '/v1/customers/nobody/timeline', 'customers:read', '/v1/customers/{id}/timeline'],
  ['POST', '/v1/complaints', 'events:write'],
  ['GET', '/v1/complaints/nobody', 'customers:read', '/v1/complaints/{id}'],
  ['POST', '/v1/complaints/nobody/answer', 'events:write', '/v1/complaints/{id}/answer'],
  ['POST', '/v1/complaints/nobody/resolve', 'events:write', '/v1/complaints/{id}/resolve'],
  ['POST', '/v1/complaints/nobody/reopen', 'events:write', '/v1/complaints/{id}/reopen'],
  ['GET', '/v1/quality', 'metrics:read'],
  ['GET', '/v1/projections', 'metrics:read'],
  ['GET', '/v1/projections/customers', 'metrics:read', '/v1/projections/{name}'],
  ['POST', '/v1/projections/customers/rebuild', 'admin', '/v1/projections/{name}/rebuild'],
  ['POST', '/v1/projections/customers/retry', 'admin', '/v1/projections/{name}/retry'],
  ['GET', '/v1/quarantine', 'admin'],
  ['POST', '/v1/quarantine/1/retry', 'admin', '/v1/quarantine/{id}/retry'],
  ['DELETE', '/v1/quarantine/1', 'admin', '/v1/quarantine/{id}'],
  ['GET', '/v1/keys', 'admin'],
  ['POST', '/v1/keys', 'admin'],
  ['DELETE', '/v1/keys/0000000000000000', 'admin', '/v1/keys/{id}'],
];

/** Routes that every key may ask, and the one that signs in by a key in its body. */
const FOR_EVERY_KEY = ['GET /v1/session', 'DELETE /v1/session', 'POST /v1/session/link'];
const FOR_WHOEVER_COMES = ['POST /v1/session'];

let system: RunningSystem;
const keys = new Map<Scope, { only: string; allBut: string }>();
beforeAll(async () => {
  system = await runSystem();
  for (const scope of SCOPES) {
    keys.set(scope, {
      only: await system.keyFor(scope),
      allBut: await system.keyFor(...SCOPES.filter((other) => other !== scope)),
    });
  }
});
afterAll(() => system?.close());

test.each(ROUTES)('%s %s needs %s', async (method, path, scope) => {
  const status = async (key: string | null) => (await system.ask(path, { method, key })).status;
  const { only, allBut } = keys.get(scope)!;
  expect(await status(null)).toBe(401);
  expect(await status('ll_0000000000000000_0000000000000000000000000000000000000000000')).toBe(401);
  expect(await status(allBut)).toBe(403);
  // Let in: what is asked may still be missing or empty.
  expect([200, 202, 400, 404, 415, 422]).toContain(await status(only));
});

test.each(FOR_EVERY_KEY)('%s needs a key, of whatever scope', async (route) => {
  const [method, path] = route.split(' ');
  expect((await system.ask(path, { method, key: null })).status).toBe(401);
  for (const { only } of keys.values()) expect((await system.ask(path, { method, key: only })).ok).toBe(true);
});

test('who is not let in is told why', async () => {
  const without = await system.ask('/v1/metrics', { key: null });
  expect(without.headers.get('www-authenticate')).toContain('Bearer');
  expect(without.headers.get('content-type')).toMatch('application/problem+json');
  const refused = await system.ask('/v1/metrics', { key: keys.get('metrics:read')!.allBut });
  expect(await refused.text()).toContain('metrics:read');
});

test('no route is missing here', async () => {
  const { paths } = await system.json('/openapi.json', { key: null });
  const known = new Set([
    ...ROUTES.map(([method, path, , route = path]) => `${method} ${route}`),
    ...FOR_EVERY_KEY,
    ...FOR_WHOEVER_COMES,
  ]);
  const there = Object.entries(paths as Record<string, object>)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    // Each metric has a page of its own there; one route answers for all of them.
    .map((route) => route.replace(/^(GET \/v1\/metrics)\/[a-z-]+$/, '$1/{name}'));
  expect(there.length).toBeGreaterThan(0);
  expect(there.filter((route) => !known.has(route))).toEqual([]);
});

test('health, OpenAPI and Prometheus need no key', async () => {
  for (const path of ['/health/live', '/health/ready', '/openapi.json', '/docs', '/metrics']) {
    expect([path, (await system.ask(path, { key: null })).status]).toEqual([path, 200]);
  }
});
