import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { jest } from '@jest/globals';
import { type ApiServer, sendJson, sendProblem, startApiServer } from './testing/api-server.js';
import { runCommand } from './testing/run-command.js';

let server: ApiServer;
beforeEach(async () => {
  server = await startApiServer();
});
afterEach(() => server.stop());

const run = (...args: string[]) => runCommand(args, { url: server.url });

const metrics = {
  name: 'metrics',
  version: '7',
  status: 'live',
  generation: 3,
  position: '120',
  head: '12345',
  lag: { events: 1, seconds: 0.25 },
  failed: [] as object[],
};

describe('start', () => {
  test('starts the system', async () => {
    const start = jest.fn(async () => undefined);
    expect(await runCommand(['start'], { start })).toEqual({ code: 0, out: '', err: '' });
    expect(start).toHaveBeenCalledTimes(1);
  });

  test('what keeps it from starting is one line and exit code 1', async () => {
    const start = () => Promise.reject(new Error('PORT is "x": it must be a port\nand more'));
    const { code, err } = await runCommand(['start'], { start });
    expect(err).toBe('error: PORT is "x": it must be a port and more\n');
    expect(code).toBe(1);
  });
});

describe('help and wrong usage', () => {
  test.each([
    ['--help'],
    ['start --help'],
    ['import --help'],
    ['export --help'],
    ['rebuild --help'],
    ['status --help'],
    ['keys --help'],
    ['keys create --help'],
    ['keys link --help'],
    ['help import'],
  ])('%s: exit code 0, with examples', async (line) => {
    const { code, out } = await run(...line.split(' '));
    expect(out).toMatch(/^Usage: lifeledger/);
    expect(out).toContain('Examples:\n  lifeledger ');
    expect(code).toBe(0);
  });

  test.each([
    ['', 'Usage: lifeledger'],
    ['keys', 'Usage: lifeledger keys'],
    ['imprt', "unknown command 'imprt'"],
    ['start now', 'too many arguments'],
    ['export --from x', 'must be a position, such as 120000'],
    ['keys create --name x', "required option '--scope <scopes>' not specified"],
    ['keys revoke', "missing required argument 'id'"],
  ])('"%s": exit code 2', async (line, message) => {
    const { code, out, err } = await run(...line.split(' ').filter((word) => word !== ''));
    expect(err).toContain(message);
    expect(out).toBe('');
    expect(code).toBe(2);
    expect(server.asked).toEqual([]);
  });
});

test('a server that is not there is one line and exit code 1', async () => {
  await server.stop();
  const { code, out, err } = await run('keys', 'list');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toBe(`error: ${server.url} does not answer: nothing listens there\n`);
});

describe('status', () => {
  beforeEach(() => {
    Object.assign(server.routes, {
      'GET /health/ready': (_: unknown, response: never) =>
        sendJson(response, 200, { status: 'ready', checks: { database: 'ok' } }),
      'GET /v1/projections': (_: unknown, response: never) =>
        sendJson(response, 200, [
          metrics,
          {
            ...metrics,
            name: 'customers',
            version: '12',
            status: 'rebuilding',
            rebuild: { version: '13', position: '60' },
            lag: { events: 12_000, seconds: 90 },
            failed: [{ position: '5', error: 'too odd' }],
          },
        ]),
      'GET /v1/quarantine': (_: unknown, response: never) =>
        sendJson(response, 200, { items: [{ id: '9' }], next: '9', total: 1_234 }),
    });
  });

  test('as a table', async () => {
    expect(await run('status')).toEqual({
      code: 0,
      err: '',
      out:
        `server      ${server.url}\n` +
        'health      ready\n' +
        'quarantine  1,234 events\n' +
        '\n' +
        'projection  version  status                 position  head   lag                  set aside\n' +
        'metrics     7        live                   120       12345  1 event, 0.3 s       0\n' +
        'customers   12       rebuilding (13 at 60)  120       12345  12,000 events, 90 s  1\n',
    });
    expect(server.asked).toContain('GET /v1/projections Bearer the-key');
  });

  test('as JSON; a key that may not see the quarantine sees the rest', async () => {
    server.routes['GET /v1/quarantine'] = (_, response) =>
      sendProblem(response, 403, { detail: 'the scope admin is needed' });
    const { code, out } = await run('status', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      url: server.url,
      ready: true,
      checks: { database: 'ok' },
      projections: [metrics, { name: 'customers' }],
      quarantine: null,
    });
  });

  test('a server that is not ready is exit code 1', async () => {
    server.routes['GET /health/ready'] = (_, response) =>
      sendJson(response, 503, { status: 'not ready', checks: { database: 'ok', projections: 'failing' } });
    const { code, out, err } = await run('status');
    expect(out).toContain('health      not ready: projections\n');
    expect(err).toBe('error: the server is not ready\n');
    expect(code).toBe(1);
  });
});

describe('keys', () => {
  const key = {
    id: '0123456789abcdef',
    name: 'shop',
    scopes: ['events:write', 'metrics:read'],
    sources: ['shop', 'till'],
    createdAt: '2026-01-02T03:04:05.000Z',
    revokedAt: null,
  };

  test('create shows the key alone on standard output', async () => {
    let sent = '';
    server.routes['POST /v1/keys'] = (_, response, body) => {
      sent = body;
      sendJson(response, 201, { ...key, key: 'll_the_key' });
    };
    const scopes = ['--scope', 'events:write,metrics:read', '--source', 'shop', '--source', 'till'];
    expect(await run('keys', 'create', '--name', 'shop', ...scopes)).toEqual({
      code: 0,
      out: 'll_the_key\n',
      err: 'key 0123456789abcdef for shop, events:write, metrics:read, for shop, till; it is shown this once:\n',
    });
    expect(JSON.parse(sent)).toEqual({
      name: 'shop',
      scopes: ['events:write', 'metrics:read'],
      sources: ['shop', 'till'],
    });
  });

  test('what the server does not accept is told with its path', async () => {
    server.routes['POST /v1/keys'] = (_, response) =>
      sendProblem(response, 400, {
        detail: 'the body is not valid',
        errors: [{ path: 'scopes.0', message: 'each must be one of events:write' }],
      });
    const { code, err } = await run('keys', 'create', '--name', 'shop', '--scope', 'everything');
    expect(err).toBe('error: the body is not valid: scopes.0 each must be one of events:write (HTTP 400)\n');
    expect(code).toBe(1);
  });

  test('list', async () => {
    const revoked = { ...key, id: 'b', sources: null, revokedAt: '2026-02-02T00:00:00.000Z' };
    server.routes['GET /v1/keys'] = (_, response) => sendJson(response, 200, { keys: [key, revoked] });
    const { out } = await run('keys', 'list');
    expect(out).toBe(
      'id                name  scopes                     sources       created                   revoked\n' +
        '0123456789abcdef  shop  events:write,metrics:read  shop,till     2026-01-02T03:04:05.000Z\n' +
        'b                 shop  events:write,metrics:read  every source  2026-01-02T03:04:05.000Z  2026-02-02T00:00:00.000Z\n',
    );
    const { out: json } = await run('keys', 'list', '--json');
    expect(JSON.parse(json)).toEqual([key, revoked]);
  });

  test('revoke', async () => {
    server.routes['DELETE /v1/keys/a%2Fb'] = (_, response) => response.writeHead(204).end();
    expect(await run('keys', 'revoke', 'a/b')).toEqual({ code: 0, out: 'revoked: a/b\n', err: '' });
    const { code, err } = await run('keys', 'revoke', 'other');
    expect({ code, err }).toEqual({ code: 1, err: 'error: there is nothing at this path (HTTP 404)\n' });
  });

  test('link shows the link alone on standard output, of the server that lasts', async () => {
    server.routes['POST /v1/session/link'] = (_, response) =>
      sendJson(response, 201, { token: 'the-token', expiresAt: '2026-01-02T04:04:05.000Z' });
    // What the variables name, whichever port a server listens on that was started for the command alone.
    for (const [env, link] of [
      [{}, 'http://127.0.0.1:3000/#token=the-token\n'],
      [{ HOST: '0.0.0.0', PORT: '8080' }, 'http://127.0.0.1:8080/#token=the-token\n'],
      [{ LIFELEDGER_URL: 'https://ledger.example/' }, 'https://ledger.example/#token=the-token\n'],
    ] as const) {
      expect(await runCommand(['keys', 'link'], { url: server.url, env })).toEqual({
        code: 0,
        out: link,
        err: 'good once, until 2026-01-02T04:04:05.000Z:\n',
      });
    }
    expect(server.asked).toContain('POST /v1/session/link Bearer the-key');
  });
});

describe('rebuild', () => {
  /** Projections as they stand at one look after the other; the last goes on. */
  function standing(...looks: object[][]) {
    server.routes['GET /v1/projections'] = (_, response) =>
      sendJson(response, 200, looks.length > 1 ? looks.shift() : looks[0]);
    for (const name of ['metrics', 'customers']) {
      server.routes[`POST /v1/projections/${name}/rebuild`] = (_, response) => response.writeHead(202).end();
    }
  }
  const customers = { ...metrics, name: 'customers' };
  const asks = () => server.asked.filter((asked) => asked.startsWith('POST'));

  test('all of them: waits until each is served by another generation', async () => {
    standing(
      [metrics, customers],
      [metrics, { ...customers, generation: 4 }],
      [
        { ...metrics, status: 'rebuilding', rebuild: { version: '7', position: '6000' } },
        { ...customers, generation: 4 },
      ],
      [
        { ...metrics, generation: 4, failed: [{ position: '5', error: 'odd' }] },
        { ...customers, generation: 4 },
      ],
    );
    const { code, out, err } = await run('rebuild');
    expect(asks()).toHaveLength(2);
    expect({ code, out }).toEqual({ code: 0, out: 'rebuilt: metrics, customers\n' });
    expect(err).toContain('metrics 48 %, customers 100 %');
    expect(err).toContain('metrics has set 1 event aside\n');
  });

  test('one of them, without waiting', async () => {
    standing([metrics, customers]);
    expect(await run('rebuild', 'customers', '--no-wait')).toEqual({
      code: 0,
      out: 'rebuild asked for: customers\n',
      err: '',
    });
    expect(asks()).toEqual(['POST /v1/projections/customers/rebuild Bearer the-key']);
  });

  test('one there is not', async () => {
    standing([metrics, customers]);
    const { code, err } = await run('rebuild', 'revenue');
    expect(err).toBe('error: there is no projection "revenue"; there are: metrics, customers\n');
    expect(code).toBe(1);
    expect(asks()).toEqual([]);
  });
});

describe('export', () => {
  const lines = Array.from({ length: 1_500 }, (_, id) => `${JSON.stringify({ id: String(id) })}\n`);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lifeledger-export-'));
    server.routes['GET /v1/events'] = (request, response) => {
      expect(request.headers.accept).toBe('application/x-ndjson');
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      for (const line of lines) response.write(line);
      response.end();
    };
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('to standard output', async () => {
    expect(await run('export', '--from', '120')).toEqual({ code: 0, out: lines.join(''), err: '' });
    expect(server.asked).toEqual(['GET /v1/events?from=120 Bearer the-key']);
  });

  test('to a file that its owner alone may read', async () => {
    const out = join(folder, 'ledger.ndjson');
    const { code, err } = await run('export', '--out', out);
    expect(code).toBe(0);
    expect(err).toContain(`1,500 events written to ${out}\n`);
    expect(await readFile(out, 'utf8')).toBe(lines.join(''));
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['ledger.ndjson']);
  });

  test('gzipped, and what is exported can be imported', async () => {
    const out = join(folder, 'ledger.ndjson.gz');
    expect(await run('export', '--out', out)).toMatchObject({ code: 0 });
    expect(gunzipSync(await readFile(out)).toString()).toBe(lines.join(''));
    const env = { LIFELEDGER_DATA_DIR: folder };
    expect(await runCommand(['import', out], { url: server.url, env })).toMatchObject({
      out: '1,500 events read: 1,500 accepted, 0 duplicates, 0 rejected\n',
    });
  });

  test('a connection that breaks leaves no file that looks whole', async () => {
    server.routes['GET /v1/events'] = (request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.write(lines[0], () => request.socket.destroy());
    };
    const { code, err } = await run('export', '--out', join(folder, 'ledger.ndjson'));
    expect(err).toMatch(/\nerror: http.+ does not answer: .+\n$/);
    expect(code).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  test('a key that may not', async () => {
    server.routes['GET /v1/events'] = (_, response) =>
      sendProblem(response, 403, { detail: 'the scope customers:read is needed' });
    const { code, err } = await run('export');
    expect({ code, err }).toEqual({ code: 1, err: 'error: the scope customers:read is needed (HTTP 403)\n' });
  });
});
