import { once } from 'node:events';
import { Agent, get as httpGet, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { CONFIGURATION, readConfiguration } from '../configuration/index.js';
import { createDataSource, migrate } from '../database/index.js';
import { createHttpApp, HttpModule } from '../http/index.js';
import {
  AccessModule,
  accessEntities,
  CurrentKey,
  type Key,
  KeyService,
  type Scope,
  Scopes,
} from './index.js';

@Controller()
class Doors {
  @Get('v1/forgotten')
  forgotten() {
    return 'open';
  }

  @Get('v1/two')
  @Scopes('metrics:read', 'customers:read')
  two(@CurrentKey() key: Key) {
    return { id: key.id, name: key.name };
  }

  @Get('outside')
  outside() {
    return 'open';
  }
}

let database: TestDatabase;
let dataSource: DataSource;
let app: NestFastifyApplication;
let keys: KeyService;
let url: string;
let admin: string;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = createDataSource({ url: database.url, entities: accessEntities });
  await dataSource.initialize();
  await migrate(dataSource);
  const given = [
    { provide: DataSource, useValue: dataSource },
    { provide: CONFIGURATION, useValue: readConfiguration({}) },
  ];
  @Global()
  @Module({ providers: given, exports: given.map(({ provide }) => provide) })
  class Given {}
  @Module({ imports: [Given, HttpModule, AccessModule], controllers: [Doors] })
  class App {}
  app = await createHttpApp(App, { host: '127.0.0.1', logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  keys = app.get(KeyService);
  admin = (await keys.ensureAdminKey())!;
});
afterAll(async () => {
  await app.close();
  await dataSource.destroy();
  await database.drop();
});

const call = (path: string, key?: string, method = 'GET', body?: unknown) =>
  fetch(`${url}${path}`, {
    method,
    headers: {
      ...(key && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
const jsonOf = (response: Response): Promise<any> => response.json();
const made = async (...scopes: Scope[]) => (await keys.create({ name: 'a', scopes })).text;

describe('the guard', () => {
  test('needs every scope the route names; none implies another', async () => {
    expect((await call('/v1/two')).status).toBe(401);
    for (const scopes of [['metrics:read'], ['customers:read', 'admin', 'events:write']] as Scope[][]) {
      const response = await call('/v1/two', await made(...scopes));
      expect(response.status).toBe(403);
      expect(response.headers.get('www-authenticate')).toContain('scope="metrics:read customers:read"');
    }
    expect((await call('/v1/two', await made('metrics:read', 'customers:read'))).status).toBe(200);
  });

  test('a route under /v1 that names no scope is for admin', async () => {
    expect(
      (await call('/v1/forgotten', await made('metrics:read', 'customers:read', 'events:write'))).status,
    ).toBe(403);
    expect((await call('/v1/forgotten', await made('admin'))).status).toBe(200);
  });

  test('outside of /v1 no key is needed', async () => {
    expect((await call('/outside')).status).toBe(200);
    expect((await call('/health/ready')).status).toBe(200);
  });

  test('a key with one character changed is none', async () => {
    const key = await made('admin');
    const other = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A');
    const response = await call('/v1/forgotten', other);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="lifeledger", error="invalid_token"');
    expect((await call('/v1/forgotten', key)).status).toBe(200);
  });
});

describe('/v1/keys', () => {
  test('a key is shown once, and stored as a hash only', async () => {
    const body = { name: 'crm of the north', scopes: ['events:write'], sources: ['crm', '/crm/north'] };
    const response = await call('/v1/keys', admin, 'POST', body);
    expect(response.status).toBe(201);
    const { key, ...shown } = await jsonOf(response);
    expect(key).toMatch(/^ll_[0-9a-f]{16}_[\w-]{43}$/);
    expect(shown).toEqual({ id: key.slice(3, 19), ...body, createdAt: expect.any(String), revokedAt: null });
    const { keys: list } = await jsonOf(await call('/v1/keys', admin));
    expect(list).toContainEqual(shown);
    expect(JSON.stringify(list)).not.toContain(key.slice(20));
    const [row] = await dataSource.query('select k::text as text from ops.keys k where id = $1', [shown.id]);
    expect(row.text).not.toContain(key.slice(20));
  });

  test('a revoked key is refused at once; its row stays in the list', async () => {
    const key = await made('admin');
    const id = key.slice(3, 19);
    expect((await call('/v1/forgotten', key)).status).toBe(200);
    expect((await call(`/v1/keys/${id}`, admin, 'DELETE')).status).toBe(204);
    expect((await call('/v1/forgotten', key)).status).toBe(401);
    expect((await call(`/v1/keys/${id}`, admin, 'DELETE')).status).toBe(404);
    const { keys: list } = await jsonOf(await call('/v1/keys', admin));
    expect(list.find((each: { id: string }) => each.id === id).revokedAt).toEqual(expect.any(String));
  });

  test('one connection may show one key after the other, each as long as it holds', async () => {
    const [first, second] = [await made('admin'), await made('metrics:read', 'customers:read')];
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<unknown>();
    const statusOf = async (path: string, key: string) => {
      const request = httpGet(url + path, { agent, headers: { authorization: `Bearer ${key}` } });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      sockets.add(response.socket);
      response.resume();
      await once(response, 'end');
      return response.statusCode;
    };
    expect(await statusOf('/v1/forgotten', first)).toBe(200);
    expect(await statusOf('/v1/forgotten', first)).toBe(200);
    expect(await statusOf('/v1/forgotten', second)).toBe(403);
    expect(await statusOf('/v1/two', second)).toBe(200);
    expect(await statusOf('/v1/two', `${second}x`)).toBe(401);
    expect(await statusOf('/v1/forgotten', first)).toBe(200);
    await keys.revoke(first.slice(3, 19));
    expect(await statusOf('/v1/forgotten', first)).toBe(401);
    expect(await statusOf('/v1/two', second)).toBe(200);
    expect(sockets.size).toBe(1);
    agent.destroy();
  });

  test('the last key with the scope admin cannot be revoked, even by two that revoke each other', async () => {
    for (const { id, scopes, revokedAt } of await keys.list()) {
      if (scopes.includes('admin') && !revokedAt && id !== admin.slice(3, 19)) await keys.revoke(id);
    }
    const own = admin.slice(3, 19);
    expect((await call(`/v1/keys/${own}`, admin, 'DELETE')).status).toBe(409);
    const second = await made('admin');
    const [first, other] = await Promise.all([keys.revoke(own), keys.revoke(second.slice(3, 19))]);
    expect([first, other].filter((refusal) => refusal === null)).toHaveLength(1);
    admin = first === null ? second : admin;
    expect((await call('/v1/forgotten', admin)).status).toBe(200);
  });

  test.each([
    ['no body', '', undefined],
    ['no JSON', '{', undefined],
    ['an array', [], ['']],
    ['nothing in it', {}, ['name', 'scopes']],
    ['a name that is no text', { name: 7, scopes: ['admin'] }, ['name']],
    ['an empty name', { name: '', scopes: ['admin'] }, ['name']],
    ['a name with U+0000', { name: 'a\0', scopes: ['admin'] }, ['name']],
    ['a name with half a character', { name: 'a\ud800', scopes: ['admin'] }, ['name']],
    ['no scopes', { name: 'a', scopes: [] }, ['scopes']],
    ['scopes that are no array', { name: 'a', scopes: 'admin' }, ['scopes']],
    ['an unknown scope', { name: 'a', scopes: ['root'] }, ['scopes']],
    ['a scope twice', { name: 'a', scopes: ['admin', 'admin'] }, ['scopes']],
    ['no sources', { name: 'a', scopes: ['admin'], sources: [] }, ['sources']],
    ['a source that is no text', { name: 'a', scopes: ['admin'], sources: [1] }, ['sources']],
    ['an unknown field', { name: 'a', scopes: ['admin'], source: 'crm' }, ['source']],
    ['__proto__', '{"name":"a","scopes":["admin"],"__proto__":{"x":1}}', ['__proto__']],
    ['constructor', '{"name":"a","scopes":["admin"],"constructor":{"prototype":{}}}', ['constructor']],
  ])('a body with %s: 400 with its paths', async (_name, body, paths) => {
    const before = await keys.list();
    const response = await call('/v1/keys', admin, 'POST', body);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const { errors } = await jsonOf(response);
    if (paths) expect([...new Set(errors.map(({ path }: { path: string }) => path))].sort()).toEqual(paths);
    expect(await keys.list()).toEqual(before);
  });

  test('another content type, a body too large, ids that are none', async () => {
    const text = await fetch(`${url}/v1/keys`, {
      method: 'POST',
      body: 'x',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'text/plain' },
    });
    expect(text.status).toBe(415);
    expect((await call('/v1/keys', admin, 'POST', { name: 'x'.repeat(2_000_000) })).status).toBe(413);
    for (const id of ['x', '%00', '%ed%a0%80', 'é', 'configured%20', "1'--"]) {
      expect([404, 400]).toContain((await call(`/v1/keys/${id}`, admin, 'DELETE')).status);
    }
  });
});

describe('the admin key', () => {
  const scopes = ['events:write', 'metrics:read', 'customers:read', 'admin'];

  test('is made when there is none, once, also by several that start together', async () => {
    await dataSource.query('delete from ops.keys');
    const all = await Promise.all([1, 2, 3].map(() => keys.ensureAdminKey()));
    const texts = all.filter((text) => text !== undefined);
    expect(texts).toHaveLength(1);
    admin = texts[0];
    expect(await keys.recognise(admin)).toMatchObject({ scopes, sources: null });
    expect(await keys.ensureAdminKey()).toBeUndefined();
  });

  test('LIFELEDGER_ADMIN_KEY is a key while it is set, and another value takes its place', async () => {
    const [first, second] = ['correct-horse-battery-staple', `ll_${'0'.repeat(16)}_${'y'.repeat(43)}`];
    expect(await keys.ensureAdminKey(first)).toBeUndefined();
    expect(await keys.recognise(first)).toMatchObject({ id: 'configured', scopes });
    expect((await call('/v1/keys/configured', admin, 'DELETE')).status).toBe(409);
    await keys.ensureAdminKey(second);
    // The first to be recognised: the keys are read for it, and it looks like one that they should hold.
    expect(await keys.recognise(second)).toMatchObject({ id: 'configured', scopes });
    expect(await keys.recognise(first)).toBeUndefined();
    expect((await call('/v1/forgotten', second)).status).toBe(200);
    await keys.ensureAdminKey();
    expect((await call('/v1/forgotten', second)).status).toBe(401);
    expect((await call('/v1/forgotten', admin)).status).toBe(200);
  });

  test('a configured key that no header could carry is refused', async () => {
    for (const text of [
      'too short',
      'x'.repeat(23),
      'with spaces in it, of good length',
      'ünïcödé-of-a-good-length-too',
    ]) {
      await expect(keys.ensureAdminKey(text)).rejects.toThrow('LIFELEDGER_ADMIN_KEY');
    }
  });
});
