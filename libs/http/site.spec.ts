import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Controller, Delete, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { addSite, createHttpApp, HttpModule } from './index.js';

@Controller('v1/things')
class Things {
  @Get()
  all() {
    return [];
  }

  @Delete(':id')
  remove() {}
}

@Module({ imports: [HttpModule], controllers: [Things] })
class App {}

const PAGE = '<!doctype html><title>The site</title>';
const SCRIPT = 'console.log("the site")';
const MISSING = 'the site is not there yet';

let around: string;
let folder: string;
let app: NestFastifyApplication;
let port: number;
let url: string;
beforeAll(async () => {
  around = await mkdtemp(join(tmpdir(), 'lifeledger-site-'));
  await writeFile(join(around, 'secret.txt'), 'not of the site');
  folder = join(around, 'dist');
  app = await createHttpApp(App, { host: '127.0.0.1', logger: false });
  await addSite(app, { folder, missing: MISSING });
  await app.listen(0, '127.0.0.1');
  ({ port } = app.getHttpServer().address() as AddressInfo);
  url = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await app.close();
  await rm(around, { recursive: true });
});

async function build(): Promise<void> {
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), PAGE);
  await writeFile(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(folder, '.hidden'), 'not for others');
  await writeFile(join(folder, 'assets', 'index-Ab12.js'), SCRIPT);
}

/** Asks for a path as it stands and with no other headers, where fetch would add some and tidy the path up. */
async function rawGet(path: string, headers: Record<string, string> = {}) {
  const asking = request({ port, host: '127.0.0.1', path, headers }).end();
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

test('a site that is not built says so in one line; once it is built it is there without a new start', async () => {
  const before = await fetch(`${url}/`);
  expect(before.status).toBe(503);
  expect(before.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await before.text()).toBe(`${MISSING}\n`);
  expect((await fetch(`${url}/assets/index-Ab12.js`)).status).toBe(404);
  await build();
  const after = await fetch(`${url}/`);
  expect(after.status).toBe(200);
  expect(await after.text()).toBe(PAGE);
});

test('every path without a dot is the page, to be asked for anew each time', async () => {
  await build();
  for (const path of ['/', '/cohorts', '/customers/42/', '/v10', '/metric?grain=month']) {
    const answer = await fetch(url + path);
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
      path,
      200,
      'text/html; charset=utf-8',
    ]);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(await answer.text()).toBe(PAGE);
    const again = await rawGet(path, { 'If-None-Match': answer.headers.get('etag')! });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  }
  const head = await fetch(`${url}/cohorts`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(PAGE.length)]);
});

test('the page may load from this server only, and nobody may frame it', async () => {
  await build();
  const { headers } = await fetch(`${url}/cohorts`);
  expect(headers.get('content-security-policy')?.split('; ').sort()).toEqual([
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self' data:",
    "script-src 'self'",
    "style-src 'self'",
  ]);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
});

test('files whose names change with their content are kept by browsers; others are asked for anew', async () => {
  await build();
  const script = await fetch(`${url}/assets/index-Ab12.js`);
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(script.headers.get('content-type')).toMatch('javascript');
  expect(await script.text()).toBe(SCRIPT);
  const icon = await fetch(`${url}/icon.svg`);
  expect(icon.headers.get('cache-control')).toBe('no-cache');
  expect(icon.headers.get('content-type')).toMatch('image/svg+xml');
  await icon.arrayBuffer();
});

test('a file is sent compressed where it lies so beside itself, to whom can read it', async () => {
  await build();
  await writeFile(join(folder, 'assets', 'index-Ab12.js.gz'), gzipSync(SCRIPT));
  const get = (encoding: string) => rawGet('/assets/index-Ab12.js', { 'Accept-Encoding': encoding });
  const small = await get('gzip, br');
  expect(small.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
  expect(small.headers['content-type']).toMatch('javascript');
  expect(gunzipSync(small.body).toString()).toBe(SCRIPT);
  const plain = await get('identity');
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.body.toString()).toBe(SCRIPT);
});

test.each([
  ['GET', '/v1/nothing', 404],
  ['GET', '/v1', 404],
  ['GET', '/docs/nothing', 404],
  ['GET', '/health/nothing', 404],
  ['GET', '/metrics/nothing', 404],
  ['GET', '/assets/index-other.js', 404],
  ['GET', '/nothing.png', 404],
  ['GET', '/assets/', 404],
  ['GET', '/.hidden', 404],
  ['GET', '/v1/things/1', 405],
  ['POST', '/v1/things', 405],
  ['POST', '/cohorts', 404],
])('%s %s: %i', async (method, path, status) => {
  await build();
  const answer = await fetch(url + path, { method });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch('application/problem+json');
  await answer.arrayBuffer();
});

test.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%5c..%5csecret.txt',
  '/%252e%252e/secret.txt',
])('nothing outside of the folder is reached by %s', async (path) => {
  await build();
  const { status, body } = await rawGet(path);
  expect(body.toString()).not.toContain('not of the site');
  expect([400, 403, 404]).toContain(status);
});

test('the API is served as without a site', async () => {
  await build();
  expect(await (await fetch(`${url}/v1/things`)).json()).toEqual([]);
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
});
