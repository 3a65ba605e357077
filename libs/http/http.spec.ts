import { once } from 'node:events';
import { request as httpRequest, METHODS } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import {
  BadRequestException,
  Controller,
  Get,
  HttpCode,
  Module,
  Post,
  Req,
  StreamableFile,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { badRequest, createHttpApp, Draining, HttpModule, Problem, Readiness, readBody } from './index.js';

let inSlow: () => void = () => undefined;
let letSlowGo: Promise<void> = Promise.resolve();

@Controller('things')
class Things {
  @Get(':id')
  get() {
    return { id: 1 };
  }

  @Post(':id')
  post() {
    throw badRequest('data.amount', 'must be a decimal string');
  }
}

@Controller('faults')
class Faults {
  @Get('bug')
  bug() {
    throw Object.assign(new Error('password=hunter2'), { parameters: ['hunter3'] });
  }

  @Get('away')
  away() {
    throw Object.assign(new Error('query failed'), {
      driverError: Object.assign(new Error('x'), { code: '57P01' }),
    });
  }

  @Get('nest')
  nest() {
    throw new BadRequestException('no');
  }

  @Get('not-an-error')
  notAnError() {
    throw null;
  }

  @Get('members')
  members() {
    throw new Problem(409, 'it is closed', {
      title: 'State',
      members: { state: 'closed' },
      headers: { ETag: '"3"' },
    });
  }

  @Get('half')
  half() {
    return new StreamableFile(
      Readable.from(
        (async function* () {
          yield Buffer.from('begun');
          throw new Error('broke');
        })(),
      ),
    );
  }

  @Get('slow')
  async slow() {
    inSlow();
    await letSlowGo;
    return { done: true };
  }

  @Post('length')
  @HttpCode(200)
  async length(@Req() request: FastifyRequest) {
    return { length: (await readBody(request, 10)).length };
  }
}

@Module({ imports: [HttpModule], controllers: [Things, Faults] })
class App {}

async function start(host = '127.0.0.1') {
  const app = await createHttpApp(App, { host, logger: false });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, port, url: `http://127.0.0.1:${port}` };
}

let app: NestFastifyApplication;
let port: number;
let url: string;
beforeAll(async () => {
  ({ app, port, url } = await start());
});
afterAll(() => app.close());

async function problemAt(path: string, init?: RequestInit) {
  const response = await fetch(url + path, init);
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const problem = (await response.json()) as Record<string, unknown>;
  expect(problem).toMatchObject({ type: 'about:blank', status: response.status });
  return { problem, headers: response.headers };
}

/** Sends bytes as they are: the head and body of what comes back. */
async function raw(text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  const pieces = await socket.toArray();
  return Buffer.concat(pieces).toString();
}

describe('problems', () => {
  test('name what was wrong and where', async () => {
    const { problem } = await problemAt('/things/1', { method: 'POST' });
    expect(problem).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'data.amount: must be a decimal string',
      errors: [{ path: 'data.amount', message: 'must be a decimal string' }],
    });
  });

  test('carry members and headers of their own', async () => {
    const { problem, headers } = await problemAt('/faults/members');
    expect(problem).toMatchObject({ status: 409, title: 'State', detail: 'it is closed', state: 'closed' });
    expect(headers.get('etag')).toBe('"3"');
  });

  test('an unknown path is 404, a known one of another method 405 with Allow', async () => {
    expect((await problemAt('/nothing')).problem.status).toBe(404);
    expect((await problemAt('/things/1/2')).problem.status).toBe(404);
    const { problem, headers } = await problemAt('/things/1?a=b', { method: 'DELETE' });
    expect([problem.status, headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });

  test('a fault of our own is a 500 that tells nothing', async () => {
    for (const path of ['/faults/bug', '/faults/not-an-error']) {
      const { problem } = await problemAt(path);
      expect(problem.status).toBe(500);
      expect(JSON.stringify(problem)).not.toContain('hunter');
    }
  });

  test('a database that is away is a 503 with Retry-After', async () => {
    const { problem, headers } = await problemAt('/faults/away');
    expect([problem.status, headers.get('retry-after')]).toEqual([503, '2']);
  });

  test('what Nest itself throws keeps its status', async () => {
    expect((await problemAt('/faults/nest')).problem.status).toBe(400);
  });

  test('a path that cannot be decoded is 400, one that is too long 414, a body of no type is let through unread', async () => {
    expect((await problemAt('/things/%E0%A4%A')).problem.status).toBe(400);
    expect((await problemAt(`/things/${'x'.repeat(3000)}`)).problem.status).toBe(414);
    expect((await fetch(`${url}/things/${'%F0%9F%98%80'.repeat(200)}`)).status).toBe(200);
    const response = await fetch(`${url}/faults/length`, { method: 'POST', body: Buffer.from('12345') });
    expect(await response.json()).toEqual({ length: 5 });
  });

  test('bodies have their limit, announced or not', async () => {
    const body = '12345678901';
    expect((await problemAt('/faults/length', { method: 'POST', body })).problem.status).toBe(413);
    const pieces = (async function* () {
      for (let i = 0; i < 11; i++) yield Buffer.from('x');
    })();
    const init = { method: 'POST', body: pieces, duplex: 'half' } as unknown as RequestInit;
    expect((await problemAt('/faults/length', init)).problem.status).toBe(413);
  });

  test('bytes that are no HTTP are 400, headers too large 431', async () => {
    expect(await raw('hello\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"status":400/,
    );
    expect(await raw(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
    expect(await raw('GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(
      await raw('POST /faults/length HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n'),
    ).toMatch(/ 400 /);
  });

  test('any method and any form of target is answered, and never by a 500', async () => {
    const targets = [
      '/things/1',
      '*',
      '*health/live',
      '//',
      '/things/%',
      `http://localhost:${port}/things/1`,
      '/..;/',
      '/?[]&=%&__proto__[a]=1',
    ];
    for (const method of METHODS.filter((each) => each !== 'CONNECT')) {
      for (const target of targets) {
        const answer = await raw(
          `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
        );
        expect(`${method} ${target} ${answer.slice(0, 12)}`).toMatch(
          / HTTP\/1\.1 [24]$|HTTP\/1\.1 [24]\d\d$/,
        );
        expect(answer).toMatch(/^x-content-type-options: nosniff\r$/im);
      }
    }
  });

  test.each(['/things/1?x=%00', '/things/1?x=a?%00', '/things/1?a?=?&x=%00', '/things/%00?x=a'])(
    'U+0000 is found wherever it stands: %s',
    async (target) => {
      expect(await raw(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 400 [\s\S]*must not hold U\+0000/,
      );
    },
  );

  test('an answer that breaks half way breaks the connection', async () => {
    await expect(fetch(`${url}/faults/half`).then((response) => response.text())).rejects.toThrow();
  });
});

describe('Host', () => {
  const statusFor = async (host: string, at = port) => {
    const request = httpRequest({ port: at, host: '127.0.0.1', path: '/health/live', headers: { host } });
    request.end();
    const [response] = await once(request, 'response');
    response.resume();
    return response.statusCode;
  };

  test.each([
    'localhost',
    'localhost:3000',
    'LOCALHOST:1',
    '127.0.0.1',
    '127.0.0.1:80',
    '[::1]',
    '[::1]:3000',
  ])('on loopback %s is answered', async (host) => expect(await statusFor(host)).toBe(200));

  test.each([
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.nip.io',
    '10.0.0.1',
    'localhost:x',
    '::1',
  ])('on loopback %s is refused', async (host) => expect(await statusFor(host)).toBe(421));

  test('elsewhere any is answered', async () => {
    const open = await start('0.0.0.0');
    expect(await statusFor('ledger.example', open.port)).toBe(200);
    await open.app.close();
  });
});

describe('health and Prometheus', () => {
  test('ready only when every check is well; why not is not told', async () => {
    const readiness = app.get(Readiness);
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'live' });
    readiness.add('database', async () => undefined);
    const ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ready', checks: { database: 'ok' } },
    ]);
    readiness.add('projections', async () => {
      throw new Error('10.0.0.7 refuses');
    });
    const not = await fetch(`${url}/health/ready`);
    expect([not.status, await not.json()]).toEqual([
      503,
      { status: 'not ready', checks: { database: 'ok', projections: 'failing' } },
    ]);
  });

  test('requests are measured by the pattern of their route', async () => {
    await fetch(`${url}/things/4711`);
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    const text = await response.text();
    expect(text).toMatch(
      /lifeledger_http_request_duration_seconds_count\{method="GET",route="\/things\/:id",status="200"\} \d/,
    );
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain('4711');
  });

  test.each(['/health/live', '/nowhere', '/%zz'])(
    'the answer to %s carries headers that keep browsers from guessing',
    async (path) => {
      const { headers } = await fetch(`${url}${path}`);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    },
  );
});

test('stopping finishes what runs and turns away what is new', async () => {
  const running = await start();
  const started = new Promise<void>((resolve) => {
    inSlow = resolve;
  });
  let go: () => void = () => undefined;
  letSlowGo = new Promise((resolve) => {
    go = resolve;
  });
  const slow = fetch(`${running.url}/faults/slow`);
  await started;
  running.app.get(Draining).onModuleDestroy();
  const late = await fetch(`${running.url}/things/1`);
  expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await late.json()).toMatchObject({ status: 503 });
  expect((await fetch(`${running.url}/health/live`)).status).toBe(200);
  expect((await fetch(`${running.url}/health/ready`)).status).toBe(503);
  const closed = running.app.close();
  go();
  expect(await (await slow).json()).toEqual({ done: true });
  await closed;
  await expect(fetch(running.url)).rejects.toThrow();
});
