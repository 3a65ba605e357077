import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Validator } from '@seriousme/openapi-schema-validator';
import fastify, { type FastifyRequest } from 'fastify';
import { KeyService } from '../../../libs/access/index.js';
import { readConfiguration } from '../../../libs/configuration/index.js';
import { createDataSource, migrate } from '../../../libs/database/index.js';
import { PostgresEventStore } from '../../../libs/event-store/index.js';
import { catalogue } from '../../../libs/events/index.js';
import { serviceModule } from '../../../libs/foundation/index.js';
import { createHttpApp } from '../../../libs/http/index.js';
import { parametersOf } from '../../../libs/insights/answer/question.js';
import { parameterReference } from '../../../libs/insights/index.js';
import { metrics } from '../../../libs/metrics/index.js';
import { createTestDatabase } from '../../../test/support/test-database.js';
import { allInOne } from '../../lifeledger/all-in-one.js';
import { addOpenApi } from '../open-api.js';
import { openApiDocument } from './document.js';

const KEY = 'a-key-of-this-test-alone';

type Json = Record<string, unknown>;
// biome-ignore lint/suspicious/noExplicitAny: the document is walked as plain JSON
const document = openApiDocument() as any;
const routes: { method: string; url: string }[] = [];
let app: NestFastifyApplication;
let url: string;
let close: () => Promise<void>;

beforeAll(async () => {
  const database = await createTestDatabase();
  const dataSource = createDataSource({
    url: database.url,
    entities: [...allInOne.entities],
  });
  await dataSource.initialize();
  await migrate(dataSource);
  const store = new PostgresEventStore(dataSource);
  const configuration = readConfiguration({});
  app = await createHttpApp(serviceModule(allInOne, { dataSource, store, configuration }), {
    host: '127.0.0.1',
    logger: ['error'],
  });
  const adapter = app.getHttpAdapter().getInstance();
  adapter.addHook('onRoute', ({ method, url: path }: { method: string | string[]; url: string }) => {
    for (const each of [method].flat()) routes.push({ method: each.toLowerCase(), url: path });
  });
  addOpenApi(app);
  await app.get(KeyService).ensureAdminKey(KEY);
  await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  close = async () => {
    await app.close();
    await store.close();
    await dataSource.destroy();
    await database.drop();
  };
});
afterAll(() => close());

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url + path, { ...init, headers: { Authorization: `Bearer ${KEY}`, ...init.headers } });
}

// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
function jsonOf(answer: Response): Promise<any> {
  return answer.json();
}

test('the document is valid OpenAPI 3.1, and is what the server gives out', async () => {
  const validator = new Validator();
  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  const answer = await fetch(`${url}/openapi.json`);
  expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(document)));
});

test('every reference in the document leads somewhere, and every operation has an id of its own', () => {
  const text = JSON.stringify(document);
  for (const [, pointer] of text.matchAll(/"#\/([^"]+)"/g)) {
    const found = pointer.split('/').reduce((at, part) => at?.[part], document);
    expect({ pointer, found: typeof found }).toEqual({ pointer, found: 'object' });
  }
  const ids = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id);
  expect(ids.length).toBeGreaterThan(20);
  expect(new Set(ids).size).toBe(ids.length);
});

/** Method and path of what the document describes, a metric's path as the route that serves it. */
function documented(): Set<string> {
  const found = new Set<string>();
  for (const [path, operations] of Object.entries(document.paths as Record<string, Json>)) {
    const isMetric = path.startsWith('/v1/metrics/');
    for (const method of Object.keys(operations))
      found.add(`${method} ${isMetric ? '/v1/metrics/{name}' : path}`);
  }
  return found;
}

test('every route of the application is described, and nothing else', () => {
  const served = routes
    .filter(({ method, url: path }) => !['head', 'options'].includes(method) && !path.startsWith('/docs'))
    .map(({ method, url: path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
  expect(served.length).toBeGreaterThan(20);
  expect(documented()).toEqual(new Set(served));
});

test('every event type is described, with an example in each body that takes single events', () => {
  const { content } = document.paths['/v1/events'].post.requestBody;
  expect(Object.keys(content)).toEqual([
    'application/cloudevents+json',
    'application/cloudevents-batch+json',
    'application/json',
    'application/x-ndjson',
  ]);
  expect(Object.keys(content['application/cloudevents+json'].examples)).toEqual(catalogue.map((e) => e.name));
  expect(Object.keys(document.components.schemas.Event.discriminator.mapping)).toEqual(
    catalogue.map((e) => e.type),
  );
  const purchase = document.components.schemas['purchase.completed'].properties.data;
  expect(purchase.required).toEqual(['orderId', 'amount']);
  expect(Object.keys(purchase.properties)).toContain('quantity');
});

test('every metric is described with the parameters that the catalogue names', () => {
  for (const metric of metrics.values()) {
    const { parameters } = document.paths[`/v1/metrics/${metric.name}`].get;
    const names = parameters.map((p: { name: string }) =>
      p.name === 'filter' ? 'filter[<dimension>]' : p.name,
    );
    expect(names).toEqual(parametersOf(metric));
    expect(parameterReference(metric).map(({ name }) => name)).toEqual(parametersOf(metric));
  }
});

test('who may call what is said: the scopes of the document are those the server asks for', async () => {
  const keys = app.get(KeyService);
  const { text: without } = await keys.create({ name: 'may only publish', scopes: ['events:write'] });
  const { text: publisher } = await keys.create({ name: 'may not publish', scopes: ['metrics:read'] });
  for (const [path, operations] of Object.entries(document.paths as Record<string, Json>)) {
    if (!path.startsWith('/v1/')) continue;
    // biome-ignore lint/suspicious/noExplicitAny: plain JSON
    for (const [method, described] of Object.entries(operations) as [string, any][]) {
      // Whoever comes, or whoever has a key: see the tests of sessions.
      if (path.startsWith('/v1/session')) continue;
      const [needed] = described.security[0].key;
      const key = needed === 'events:write' ? publisher : without;
      const target = path.replace(/\{\w+\}/g, 'x');
      const answer = await ask(target, { method, headers: { Authorization: `Bearer ${key}` } });
      await answer.arrayBuffer();
      const challenge = answer.headers.get('www-authenticate');
      expect({ target, status: answer.status, challenge }).toEqual({
        target,
        status: 403,
        challenge: expect.stringContaining(`scope="${needed}"`),
      });
      expect(Object.keys(described.responses)).toEqual(expect.arrayContaining(['401', '403']));
    }
  }
});

describe('what is described and what is answered agree', () => {
  const server = fastify({
    ajv: {
      customOptions: { strict: false, coerceTypes: false, removeAdditional: false, useDefaults: false },
    },
  });
  let fits: (schema: Json, value: unknown) => unknown;
  let position: string;

  beforeAll(async () => {
    const compiled = new Map<Json, ReturnType<FastifyRequest['compileValidationSchema']>>();
    server.get('/', (request) => {
      fits = (schema, value) => {
        const validate =
          compiled.get(schema) ??
          request.compileValidationSchema({ ...schema, components: document.components });
        compiled.set(schema, validate);
        return validate(value) || validate.errors;
      };
      return {};
    });
    await fetch(await server.listen({ host: '127.0.0.1', port: 0 }));
    const events = catalogue.filter(({ name }) => name !== 'event.voided').map(({ example }) => example);
    const [purchase] = events.filter(({ type }) => String(type).includes('purchase.completed'));
    const yen = { ...purchase, id: 'yen', data: { orderId: 'yen', amount: '1500', currency: 'JPY' } };
    const answer = await ask('/v1/events', {
      method: 'POST',
      body: JSON.stringify([...events, yen, { type: 'no event' }]),
      headers: { 'Content-Type': 'application/json' },
    });
    const published = await jsonOf(answer);
    expect(published).toMatchObject({ accepted: catalogue.length, rejected: 1 });
    expect(fits(document.components.schemas.Published, published)).toBe(true);
    position = published.position;
  });
  afterAll(() => server.close());

  /** The schema of an answer, as the document has it. */
  function described(path: string, method: string, status: number, type: string): Json {
    const responses = document.paths[path][method].responses;
    const response = responses[status].$ref
      ? document.components.responses[responses[status].$ref.split('/').at(-1)]
      : responses[status];
    return response.content[type].schema;
  }

  test.each([
    ['/v1/metrics', ''],
    ['/v1/metrics/revenue', '?by=channel,segment'],
    ['/v1/metrics/ltv', '?by=country&from=2030-01-01'],
    ['/v1/metrics/ltv', ''],
    ['/v1/metrics/ltv', '?to=1999-01-01'],
    ['/v1/metrics/retention', '?grain=week'],
    ['/v1/metrics/retention', '?filter[segment]=nobody&from=2026-01-01&to=2026-04-01'],
    ['/v1/metrics/lifecycle', '?grain=quarter'],
    ['/v1/metrics/churn', '?window=30&grain=day'],
    ['/v1/explain', '?metric=revenue&row=period:2026-03'],
    ['/v1/customers', ''],
    ['/v1/customers/{id}', ''],
    ['/v1/customers/{id}/timeline', '?limit=5'],
    ['/v1/events', '?limit=10'],
    ['/v1/projections', ''],
    ['/v1/projections/{name}', ''],
    ['/v1/quarantine', ''],
    ['/v1/keys', ''],
    ['/v1/session', ''],
    ['/signed-in', ''],
    ['/health/live', ''],
    ['/health/ready', ''],
  ])('GET %s%s', async (path, query) => {
    await (await ask(`/v1/metrics/revenue?minPosition=${position}`)).arrayBuffer();
    const target = path.replace('{id}', 'customer-2').replace('{name}', 'customers');
    const answer = await ask(target + query);
    expect(answer.status).toBe(200);
    expect(fits(described(path, 'get', 200, 'application/json'), await answer.json())).toBe(true);
  });

  test('an answer that is none does not fit', async () => {
    const answer = await jsonOf(await ask('/v1/metrics/revenue'));
    const schema = described('/v1/metrics/revenue', 'get', 200, 'application/json');
    expect(answer.rows[0]).toMatchObject({ revenue: '29.33' });
    expect(answer.unconverted).toEqual([{ currency: 'JPY', count: 1, amount: '1500.00' }]);
    expect(fits(schema, answer)).toBe(true);
    answer.rows[0].revenue = 29.33;
    expect(fits(schema, answer)).not.toBe(true);
  });

  test('a key is made as described', async () => {
    const body = { name: 'shop', scopes: ['events:write'], sources: ['/shop'] };
    expect(fits(document.components.schemas.NewKey, body)).toBe(true);
    const answer = await ask('/v1/keys', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    });
    expect(answer.status).toBe(201);
    expect(fits(described('/v1/keys', 'post', 201, 'application/json'), await answer.json())).toBe(true);
  });

  test('a browser signs in and out as described', async () => {
    const json = { 'Content-Type': 'application/json' };
    const send = (body: Json) =>
      fetch(`${url}/v1/session`, { method: 'POST', headers: json, body: JSON.stringify(body) });
    const schema = document.components.schemas.SignIn;
    for (const body of [{ key: KEY, token: KEY }, {}, { key: '' }, { key: KEY, name: 'x' }]) {
      expect(fits(schema, body)).not.toBe(true);
      expect((await send(body)).status).toBe(400);
    }
    const link = await ask('/v1/session/link', { method: 'POST' });
    expect(link.status).toBe(201);
    const made = await jsonOf(link);
    expect(fits(described('/v1/session/link', 'post', 201, 'application/json'), made)).toBe(true);
    for (const body of [{ token: made.token }, { key: KEY }]) {
      expect(fits(schema, body)).toBe(true);
      const answer = await send(body);
      expect(answer.status).toBe(201);
      expect(fits(described('/v1/session', 'post', 201, 'application/json'), await answer.json())).toBe(true);
    }
    const again = await send({ token: made.token });
    expect(again.status).toBe(401);
    const problem = described('/v1/session', 'post', 401, 'application/problem+json');
    expect(fits(problem, await again.json())).toBe(true);
  });

  test('a complaint goes its way as described', async () => {
    const act = async (path: string, status: number) => {
      const { content } = document.paths[path].post.requestBody;
      const body = content['application/json'].examples.one.value;
      expect(fits(content['application/json'].schema, body)).toBe(true);
      expect(fits(content['application/json'].schema, { ...body, unknown: 1 })).not.toBe(true);
      const answer = await ask(path.replace('{id}', complaintId), {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json' },
      });
      expect(answer.status).toBe(status);
      const type = status < 400 ? 'application/json' : 'application/problem+json';
      const told = await jsonOf(answer);
      expect(fits(described(path, 'post', status, type), told)).toBe(true);
      return told;
    };
    let complaintId = '';
    ({ complaintId } = await act('/v1/complaints', 201));
    await act('/v1/complaints/{id}/answer', 200);
    await act('/v1/complaints/{id}/answer', 409);
    await act('/v1/complaints/{id}/resolve', 200);
    await act('/v1/complaints/{id}/reopen', 200);
    const answer = await ask(`/v1/complaints/${complaintId}`);
    expect(fits(described('/v1/complaints/{id}', 'get', 200, 'application/json'), await answer.json())).toBe(
      true,
    );
  });

  test.each([
    ['/v1/metrics/revenue', 'get', '?grain=hour', {}, 400],
    ['/v1/customers/{id}', 'get', '', {}, 404],
    ['/v1/metrics', 'get', '', { headers: { Authorization: 'Bearer nobody' } }, 401],
    ['/v1/metrics/ltv', 'get', '?minPosition=999999&timeout=0', {}, 503],
    [
      '/v1/events',
      'post',
      '',
      { body: '{}', headers: { 'Content-Type': 'application/cloudevents+json' } },
      422,
    ],
    ['/v1/events', 'post', '', { body: '{}', headers: { 'Content-Type': 'text/plain' } }, 415],
  ] as [string, string, string, RequestInit, number][])(
    '%s %s%s with %j is answered by the problem that is described',
    async (path, method, query, init, status) => {
      const answer = await ask(path.replace('{id}', 'nobody') + query, { method, ...init });
      expect(answer.status).toBe(status);
      const schema = described(path, method, status, 'application/problem+json');
      expect(fits(schema, await answer.json())).toBe(true);
    },
  );

  test.each(catalogue.map((entry) => [entry.name, entry] as const))(
    'the example of %s fits its schema, and without its fields does not',
    (name, { example, fields }) => {
      const schema = document.components.schemas.Event;
      expect(fits(schema, example)).toBe(true);
      expect(fits(document.components.schemas[name], { ...example, specversion: '0.3' })).not.toBe(true);
      if (fields.some(({ optional }) => !optional))
        expect(fits(schema, { ...example, data: {} })).not.toBe(true);
    },
  );
});

test('the page at /docs takes everything from this server, within its content security policy', async () => {
  const page = await fetch(`${url}/docs`);
  expect(page.status).toBe(200);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain("script-src 'self';");
  const html = await page.text();
  // No script in the page itself, which the policy would not run.
  expect(html.match(/<script(?! src=)/g)).toBeNull();
  const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => part);
  expect(parts.length).toBeGreaterThan(4);
  for (const part of parts) {
    const address = new URL(part, `${url}/docs`);
    expect(address.origin).toBe(url);
    const file = await fetch(address);
    expect(file.status).toBe(200);
    // An answer left unread would hold its connection, and the server's end.
    await file.arrayBuffer();
  }
  const script = await (await fetch(`${url}/docs/swagger-ui-init.js`)).text();
  expect(script).toContain('"validatorUrl": null');
  expect(script).toContain('purchase.completed');
});
