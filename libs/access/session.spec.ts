import type { AddressInfo } from 'node:net';
import { Controller, Get, Global, Module, Post } from '@nestjs/common';
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

@Controller('v1/figures')
@Scopes('metrics:read')
class Figures {
  @Get()
  read(@CurrentKey() key: Key) {
    return { id: key.id, name: key.name, sources: key.sources };
  }

  @Post()
  write() {
    return {};
  }
}

/** Everything the process logs, whatever its level. */
const logged: string[] = [];
const note = (...parts: unknown[]) => void logged.push(parts.map(String).join(' '));
const logger = { log: note, error: note, warn: note, debug: note, verbose: note, fatal: note };

let database: TestDatabase;
let dataSource: DataSource;
let keys: KeyService;

async function startApp(): Promise<NestFastifyApplication> {
  const configuration = readConfiguration({
    REPORTING_CURRENCY: 'EUR',
    REPORTING_TIME_ZONE: 'Europe/Berlin',
  });
  const given = [
    { provide: DataSource, useValue: dataSource },
    { provide: CONFIGURATION, useValue: configuration },
  ];
  @Global()
  @Module({ providers: given, exports: given.map(({ provide }) => provide) })
  class Given {}
  @Module({ imports: [Given, HttpModule, AccessModule], controllers: [Figures] })
  class App {}
  const app = await createHttpApp(App, { host: '127.0.0.1', logger });
  await app.listen(0, '127.0.0.1');
  return app;
}

const urlOf = (app: NestFastifyApplication) =>
  `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;

let app: NestFastifyApplication;
let url: string;
beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = createDataSource({ url: database.url, entities: accessEntities });
  await dataSource.initialize();
  await migrate(dataSource);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});
// One for each test: wrong tries are counted by address, and all come from here.
beforeEach(async () => {
  app = await startApp();
  url = urlOf(app);
  keys = app.get(KeyService);
});
afterEach(() => app.close());

// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
type Json = any;
type Headers = Record<string, string>;

const made = async (...scopes: Scope[]) => (await keys.create({ name: 'the north', scopes })).text;
const idOf = (key: string) => key.slice(3, 19);

function ask(path: string, method = 'GET', headers: Headers = {}, body?: unknown): Promise<Response> {
  const type = body === undefined ? undefined : { 'content-type': 'application/json' };
  return fetch(url + path, { method, headers: { ...type, ...headers }, body: JSON.stringify(body) });
}

const signIn = (body: unknown, headers: Headers = {}) => ask('/v1/session', 'POST', headers, body);

/** What a browser would send back of the answer's cookie. */
function cookieOf(answer: Response): Headers {
  const [cookie] = (answer.headers.get('set-cookie') ?? '').split(';');
  return { cookie };
}

/** Signs in by a key: the headers of a browser's own page from then on. */
async function signedIn(key: string): Promise<Headers> {
  const answer = await signIn({ key });
  expect(answer.status).toBe(201);
  return { ...cookieOf(answer), origin: url };
}

const problemOf = async (answer: Response): Promise<Json> => {
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  return answer.json();
};

describe('signing in', () => {
  test('by a key: the session has its name and scopes, and says what a page must know', async () => {
    const key = await made('metrics:read', 'customers:read');
    const before = Date.now();
    const answer = await signIn({ key }, { origin: url });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const session = (await answer.json()) as Json;
    expect(session).toEqual({
      keyId: idOf(key),
      name: 'the north',
      scopes: ['metrics:read', 'customers:read'],
      expiresAt: expect.any(String),
      reportingCurrency: 'EUR',
      timeZone: 'Europe/Berlin',
    });
    // 12 hours, and the clocks of this process and of PostgreSQL are the same machine's.
    const hours = (Date.parse(session.expiresAt) - before) / 3_600_000;
    expect(hours).toBeGreaterThan(11.9);
    expect(hours).toBeLessThan(12.1);
    const again = await ask('/v1/session', 'GET', cookieOf(answer));
    expect(again.headers.get('cache-control')).toBe('no-store');
    expect(await again.json()).toEqual(session);
  });

  test('the cookie is out of reach of scripts and of other sites, and secure where the page is', async () => {
    const key = await made('metrics:read');
    const plain = (await signIn({ key }, { origin: url })).headers.get('set-cookie');
    expect(plain).toMatch(
      /^lifeledger_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    // As behind a proxy that ends TLS and passes Host on.
    const secure = await signIn({ key }, { origin: url.replace('http:', 'https:') });
    expect(secure.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict; Secure$/);
  });

  test('neither key nor token are stored or logged, nor told again', async () => {
    const key = await made('metrics:read');
    const link = (await (await ask('/v1/session/link', 'POST', bearer(key))).json()) as Json;
    const answer = await signIn({ token: link.token });
    const { cookie } = cookieOf(answer);
    const wrong = `ll_${'0'.repeat(16)}_${'w'.repeat(43)}`;
    const refused = await signIn({ key: wrong });
    const told = `${await answer.text()}${await refused.text()}${await (await ask('/v1/session', 'GET', { cookie })).text()}`;
    const stored = JSON.stringify(
      await dataSource.query(
        `select s::text from ops.sessions s union all select l::text from ops.sign_in_links l
         union all select k::text from ops.keys k`,
      ),
    );
    expect(stored).toContain(idOf(key));
    // bytea is shown in hexadecimal.
    const session = cookie.split('=')[1];
    const hexadecimal = [session, link.token].map((token) => Buffer.from(token).toString('hex'));
    for (const secret of [key.slice(20), session, link.token, wrong, ...hexadecimal]) {
      for (const where of [told, stored, logged.join('\n')]) expect(where).not.toContain(secret);
    }
  });

  test.each([
    ['a key that is none', { key: `ll_${'0'.repeat(16)}_${'x'.repeat(43)}` }],
    ['a text of any kind', { key: 'let me in' }],
    ['a token that is none', { token: 'x'.repeat(43) }],
    ['a token of another form', { token: 'ünïcödé' }],
  ])('%s: 401, no cookie', async (_name, body) => {
    const answer = await signIn(body);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect((await problemOf(answer)).title).toBe('Unauthorized');
  });

  test('a revoked key signs nobody in', async () => {
    const key = await made('metrics:read');
    await keys.create({ name: 'stays', scopes: ['admin'] });
    expect(await keys.revoke(idOf(key))).toBeNull();
    expect((await signIn({ key })).status).toBe(401);
  });

  test.each([
    ['nothing', {}, ''],
    ['both', { key: 'a', token: 'b' }, ''],
    ['nulls', { key: null, token: null }, ''],
    ['a number', { key: 7 }, 'key'],
    ['an empty key', { key: '' }, 'key'],
    ['a key too long', { key: 'x'.repeat(513) }, 'key'],
    ['an unknown field', { key: 'a', password: 'b' }, 'password'],
  ])('a body with %s: 400 with its path', async (_name, body, path) => {
    const answer = await signIn(body);
    expect(answer.status).toBe(400);
    expect((await problemOf(answer)).errors.map((error: Json) => error.path)).toContain(path);
  });

  test('a form of another site is no way in: only JSON, and only from the own origin', async () => {
    const key = await made('metrics:read');
    const form = await fetch(`${url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ key }),
    });
    expect(form.status).toBe(415);
    const elsewhere = await signIn({ key }, { origin: 'http://127.0.0.1:1' });
    expect(elsewhere.status).toBe(403);
    expect(elsewhere.headers.get('set-cookie')).toBeNull();
  });

  test('after ten wrong tries an address waits, whatever it sends', async () => {
    const key = await made('metrics:read');
    const wrong = { key: `${key.slice(0, -2)}--` };
    // At once: none slips by while others are being judged.
    const answers = await Promise.all(Array.from({ length: 15 }, () => signIn(wrong)));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array(10).fill(401),
      ...Array(5).fill(429),
    ]);
    const right = await signIn({ key });
    expect(right.status).toBe(429);
    const seconds = Number(right.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect((await problemOf(right)).title).toBe('Too Many Requests');
    // The key itself is still good: nobody is shut out of the API.
    expect((await ask('/v1/figures', 'GET', bearer(key))).status).toBe(200);
  });

  test('signing in anew ends the session that the browser had', async () => {
    const first = await signedIn(await made('metrics:read'));
    const second = await signIn({ key: await made('metrics:read') }, first);
    expect((await ask('/v1/figures', 'GET', first)).status).toBe(401);
    expect((await ask('/v1/figures', 'GET', cookieOf(second))).status).toBe(200);
  });
});

const bearer = (key: string): Headers => ({ authorization: `Bearer ${key}` });

describe('a link', () => {
  const linkOf = async (key: string): Promise<string> => {
    const answer = await ask('/v1/session/link', 'POST', bearer(key));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { token, expiresAt } = (await answer.json()) as Json;
    const minutes = (Date.parse(expiresAt) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(55);
    expect(minutes).toBeLessThan(65);
    return token;
  };

  test('signs in once, with the key that made it', async () => {
    const key = await made('customers:read');
    const token = await linkOf(key);
    const answer = await signIn({ token });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ keyId: idOf(key), scopes: ['customers:read'] });
    const again = await signIn({ token });
    expect(again.status).toBe(401);
    expect(again.headers.get('set-cookie')).toBeNull();
  });

  test('signs in one of several that use it at once', async () => {
    const token = await linkOf(await made('metrics:read'));
    const answers = await Promise.all(Array.from({ length: 8 }, () => signIn({ token })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(7);
  });

  test('is good for an hour', async () => {
    const token = await linkOf(await made('metrics:read'));
    await dataSource.query("update ops.sign_in_links set expires_at = now() - interval '1 second'");
    expect((await signIn({ token })).status).toBe(401);
    // What has expired goes when the next one is made.
    await linkOf(await made('metrics:read'));
    expect(await dataSource.query('select 1 from ops.sign_in_links')).toHaveLength(1);
  });

  test('ends with its key', async () => {
    const key = await made('metrics:read');
    const token = await linkOf(key);
    await keys.create({ name: 'stays', scopes: ['admin'] });
    await keys.revoke(idOf(key));
    expect((await signIn({ token })).status).toBe(401);
  });

  test('is made with a key, not with a session', async () => {
    const own = await signedIn(await made('metrics:read', 'admin'));
    expect((await ask('/v1/session/link', 'POST', own)).status).toBe(403);
    expect((await ask('/v1/session/link', 'POST')).status).toBe(401);
  });
});

describe('a session', () => {
  test('may do what its key may, and no more', async () => {
    const reader = await signedIn(await made('metrics:read'));
    expect(await (await ask('/v1/figures', 'GET', reader)).json()).toMatchObject({ name: 'the north' });
    const refused = await ask('/v1/keys', 'GET', reader);
    expect(refused.status).toBe(403);
    expect((await problemOf(refused)).detail).toContain('admin');
    const other = await signedIn(await made('customers:read'));
    expect((await ask('/v1/figures', 'GET', other)).status).toBe(403);
    const admin = await signedIn(await made('admin'));
    expect((await ask('/v1/keys', 'GET', admin)).status).toBe(200);
  });

  test('ends when its key is revoked, at once, also in another process', async () => {
    const key = await made('metrics:read');
    await keys.create({ name: 'stays', scopes: ['admin'] });
    const own = await signedIn(key);
    const otherProcess = await startApp();
    try {
      const elsewhere = () => fetch(`${urlOf(otherProcess)}/v1/figures`, { headers: own });
      expect((await elsewhere()).status).toBe(200);
      expect(await keys.revoke(idOf(key))).toBeNull();
      expect((await elsewhere()).status).toBe(401);
      const here = await ask('/v1/figures', 'GET', own);
      expect(here.status).toBe(401);
      expect((await problemOf(here)).detail).toContain('the session has ended');
    } finally {
      await otherProcess.close();
    }
  });

  test('of LIFELEDGER_ADMIN_KEY ends when that gets another value', async () => {
    const first = 'the-first-value-of-the-admin-key';
    await keys.ensureAdminKey(first);
    const own = await signedIn(first);
    const link = ((await (await ask('/v1/session/link', 'POST', bearer(first))).json()) as Json).token;
    await keys.ensureAdminKey(first);
    expect((await ask('/v1/keys', 'GET', own)).status).toBe(200);
    await keys.ensureAdminKey('another-value-of-the-admin-key');
    expect((await ask('/v1/keys', 'GET', own)).status).toBe(401);
    expect((await signIn({ token: link })).status).toBe(401);
  });

  test('ends by signing out, which takes the cookie away; other sessions of the key go on', async () => {
    const key = await made('metrics:read');
    const [own, other] = [await signedIn(key), await signedIn(key)];
    const answer = await ask('/v1/session', 'DELETE', own);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('set-cookie')).toBe(
      'lifeledger_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict',
    );
    expect((await ask('/v1/session', 'GET', own)).status).toBe(401);
    expect((await ask('/v1/session', 'GET', other)).status).toBe(200);
  });

  /** Makes every session as old as that, and end so much from now on. */
  const age = (createdAgo: string, endsIn: string) =>
    dataSource.query(
      'update ops.sessions set created_at = now() - $1::interval, expires_at = now() + $2::interval',
      [createdAgo, endsIn],
    );
  const hoursLeft = async (own: Headers) => {
    const { expiresAt } = (await (await ask('/v1/session', 'GET', own)).json()) as Json;
    return (Date.parse(expiresAt) - Date.now()) / 3_600_000;
  };

  test('ends 12 hours after it was last used, and 30 days after it began', async () => {
    const own = await signedIn(await made('metrics:read'));
    await age('2 days', '1 hour');
    expect(Math.round(await hoursLeft(own))).toBe(12);
    // Five hours before the end of the thirty days no use makes it last longer.
    await age('29 days 19 hours', '1 hour');
    expect(Math.round(await hoursLeft(own))).toBe(5);
    await age('1 day', '-1 second');
    expect((await ask('/v1/figures', 'GET', own)).status).toBe(401);
    // What has ended goes when somebody signs in.
    await signedIn(await made('metrics:read'));
    expect(await dataSource.query('select 1 from ops.sessions')).toHaveLength(1);
  });

  test('is used without a write at every request', async () => {
    const own = await signedIn(await made('metrics:read'));
    const row = 'select s.xmin::text, expires_at from ops.sessions s order by created_at desc limit 1';
    const before = await dataSource.query(row);
    for (let i = 0; i < 5; i++) expect((await ask('/v1/figures', 'GET', own)).status).toBe(200);
    expect(await dataSource.query(row)).toEqual(before);
  });

  test.each([
    ['nothing', ''],
    ['a token of nobody', `lifeledger_session=${'x'.repeat(43)}`],
    ['another form', 'lifeledger_session=1'],
    ['SQL', "lifeledger_session=' or true --"],
    ['a longer name', `my_lifeledger_session=${'x'.repeat(43)}`],
  ])('a cookie with %s is none: 401', async (_name, cookie) => {
    const answer = await ask('/v1/figures', 'GET', { cookie });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });

  test('is found among other cookies, and a key goes before it', async () => {
    const { cookie } = await signedIn(await made('metrics:read'));
    for (const all of [`a=1; ${cookie}`, `${cookie}; b="2"`, `a=1;${cookie};b=2`]) {
      expect((await ask('/v1/figures', 'GET', { cookie: all })).status).toBe(200);
    }
    const key = (await keys.create({ name: 'the south', scopes: ['metrics:read'] })).text;
    const answer = await ask('/v1/figures', 'GET', { cookie, ...bearer(key) });
    expect(await answer.json()).toMatchObject({ name: 'the south' });
    expect((await ask('/v1/figures', 'GET', { cookie, ...bearer('nobody') })).status).toBe(401);
  });
});

describe('writing by cookie', () => {
  test('needs the own origin', async () => {
    const { cookie, origin } = await signedIn(await made('metrics:read'));
    const { port } = new URL(url);
    const write = (headers: Headers) => ask('/v1/figures', 'POST', { cookie, ...headers });
    expect((await write({ origin })).status).toBe(201);
    expect((await write({ origin: `https://127.0.0.1:${port}` })).status).toBe(201);
    const others = [
      {},
      { origin: 'null' },
      { origin: '' },
      { origin: 'http://evil.example' },
      { origin: `http://localhost:${port}` },
      { origin: 'http://127.0.0.1' },
      { origin: `http://127.0.0.1:${Number(port) + 1}` },
      { origin: `http://127.0.0.1:${port}.evil.example` },
      { origin: `ftp://127.0.0.1:${port}` },
    ] as Headers[];
    for (const headers of others) {
      const answer = await write(headers);
      expect([headers, answer.status]).toEqual([headers, 403]);
      expect((await problemOf(answer)).detail).toContain('Origin');
      // Reading changes nothing, and what is read no other page gets to see.
      expect((await ask('/v1/figures', 'GET', { cookie, ...headers })).status).toBe(200);
    }
  });

  test('signing out needs it too', async () => {
    const { cookie, origin } = await signedIn(await made('metrics:read'));
    expect((await ask('/v1/session', 'DELETE', { cookie })).status).toBe(403);
    expect((await ask('/v1/session', 'GET', { cookie })).status).toBe(200);
    expect((await ask('/v1/session', 'DELETE', { cookie, origin })).status).toBe(204);
  });

  test('with a key no origin matters: no browser sends one by itself', async () => {
    const key = await made('metrics:read');
    const headers = { ...bearer(key), origin: 'http://evil.example' };
    const answer = await ask('/v1/figures', 'POST', headers);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});

test('a key can ask who it is, and has no session to end', async () => {
  const key = await made('events:write');
  const answer = await ask('/v1/session', 'GET', bearer(key));
  expect(await answer.json()).toMatchObject({ keyId: idOf(key), scopes: ['events:write'], expiresAt: null });
  expect((await ask('/v1/session', 'DELETE', bearer(key))).status).toBe(204);
  expect((await ask('/v1/session', 'GET', bearer(key))).status).toBe(200);
  expect((await ask('/v1/session')).status).toBe(401);
});

test('a page can ask whether it is signed in, and is answered either way', async () => {
  const key = await made('metrics:read');
  const own = await signedIn(key);
  const signedInBy = async (headers: Headers) => {
    const answer = await ask('/signed-in', 'GET', headers);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    return ((await answer.json()) as Json).signedIn;
  };
  expect(await signedInBy(own)).toBe(true);
  expect(await signedInBy({})).toBe(false);
  expect(await signedInBy({ cookie: `lifeledger_session=${'x'.repeat(43)}` })).toBe(false);
  // It is about browsers: a key says nothing here.
  expect(await signedInBy(bearer(key))).toBe(false);
  expect((await ask('/v1/session', 'DELETE', own)).status).toBe(204);
  expect(await signedInBy(own)).toBe(false);
});

test('without the database nobody is let in or turned away: 503', async () => {
  const own = await signedIn(await made('metrics:read'));
  const query = dataSource.query;
  dataSource.query = () => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
  try {
    const key = await ask('/v1/figures', 'GET', own);
    expect([key.status, key.headers.get('retry-after')]).toEqual([503, '2']);
    for (let i = 0; i < 12; i++) expect((await signIn({ token: 'x'.repeat(43) })).status).toBe(503);
  } finally {
    dataSource.query = query;
  }
  // None of the twelve was a wrong try.
  expect((await signIn({ token: 'x'.repeat(43) })).status).toBe(401);
});
