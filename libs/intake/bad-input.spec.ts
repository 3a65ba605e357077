import fc from 'fast-check';
import { jsonOf, purchase, type RunningIntake, startIntake } from './testing/start-intake.js';

const ONE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const LINES = 'application/x-ndjson';
const json = JSON.stringify;
const MIB = 1024 * 1024;

/** Headers of binary mode; the body is the data. */
const binary = (over: Record<string, string | undefined> = {}) =>
  Object.fromEntries(
    Object.entries({
      'ce-specversion': '1.0',
      'ce-id': 'b-1',
      'ce-source': 'shop',
      'ce-type': 'lifeledger.purchase.completed.v1',
      'ce-subject': 'c-1',
      'ce-time': '2026-03-02T10:15:00Z',
      ...over,
    }).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;

const event = (over: Record<string, unknown>) => json(purchase(over));
const data = (over: Record<string, unknown>) => json(purchase({}, over));
const typed = (type: string, fields: object, over: object = {}) =>
  json(purchase({ type: `lifeledger.${type}.v1`, data: fields, ...over }));
const tomorrow = () => new Date(Date.now() + 25 * 3600_000).toISOString();
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

interface Case {
  name: string;
  type: string | null;
  body: RequestInit['body'];
  headers?: Record<string, string>;
  query?: string;
  status: number;
  /** Paths of the errors, in any order; absent: the problem needs to name none. */
  paths?: string[];
}

const one = (name: string, body: string, ...paths: string[]): Case => ({
  name,
  type: ONE,
  body,
  status: 422,
  paths,
});

const CASES: Case[] = [
  // The request
  { name: 'no key', type: ONE, body: event({}), headers: { authorization: '' }, status: 401 },
  {
    name: 'a scheme other than Bearer',
    type: ONE,
    body: event({}),
    headers: { authorization: 'Basic YTpi' },
    status: 401,
  },
  {
    name: 'an unknown key',
    type: ONE,
    body: event({}),
    headers: { authorization: `Bearer ll_0123456789abcdef_${'x'.repeat(43)}` },
    status: 401,
  },
  {
    name: 'a key with a space',
    type: ONE,
    body: event({}),
    headers: { authorization: 'Bearer a b' },
    status: 401,
  },
  {
    name: 'a key of 5,000 characters',
    type: ONE,
    body: event({}),
    headers: { authorization: `Bearer ${'k'.repeat(5000)}` },
    status: 401,
  },
  { name: 'no content type', type: null, body: Buffer.from(event({})), status: 415 },
  { name: 'text', type: 'text/plain', body: event({}), status: 415 },
  { name: 'XML', type: 'application/cloudevents+xml', body: '<event/>', status: 415 },
  { name: 'a form', type: 'application/x-www-form-urlencoded', body: 'a=b', status: 415 },
  { name: 'a content type that is none', type: 'json', body: '[]', status: 415 },
  { name: 'another charset', type: `${ONE}; charset=iso-8859-1`, body: event({}), status: 415 },
  {
    name: 'a compressed body',
    type: ONE,
    body: event({}),
    headers: { 'content-encoding': 'gzip' },
    status: 415,
  },
  {
    name: 'an unknown parameter',
    type: ONE,
    body: event({}),
    query: '?quarantin=false',
    status: 400,
    paths: ['quarantin'],
  },
  {
    name: 'a wrong value of quarantine',
    type: ONE,
    body: event({}),
    query: '?quarantine=no',
    status: 400,
    paths: ['quarantine'],
  },
  {
    name: 'quarantine twice',
    type: ONE,
    body: event({}),
    query: '?quarantine=true&quarantine=false',
    status: 400,
    paths: ['quarantine'],
  },
  {
    name: 'a parameter named __proto__',
    type: ONE,
    body: event({}),
    query: '?__proto__=1',
    status: 400,
    paths: ['__proto__'],
  },
  // The body
  { name: 'an empty body', type: ONE, body: '', status: 400 },
  { name: 'no JSON', type: ONE, body: '{"a":', status: 400, paths: [''] },
  { name: 'no JSON in a batch', type: BATCH, body: '[{]', status: 400, paths: [''] },
  { name: 'more than JSON', type: ONE, body: `${event({})} x`, status: 400, paths: [''] },
  { name: 'NaN', type: ONE, body: '{"data":NaN}', status: 400, paths: [''] },
  { name: 'bytes that are no UTF-8', type: ONE, body: Buffer.from([0x7b, 0xc3, 0x28, 0x7d]), status: 400 },
  { name: 'UTF-16', type: ONE, body: Buffer.from(event({}), 'utf16le'), status: 400 },
  { name: 'nested too deep', type: ONE, body: nested(100_000), status: 400, paths: [''] },
  { name: 'nested too deep in a batch', type: BATCH, body: nested(65), status: 400, paths: [''] },
  { name: 'an object as a batch', type: BATCH, body: event({}), status: 400, paths: [''] },
  { name: 'a number as a batch', type: 'application/json', body: '7', status: 400, paths: [''] },
  { name: 'null as a batch', type: 'application/json', body: 'null', status: 400, paths: [''] },
  { name: '5,001 events', type: BATCH, body: json(Array(5001).fill({})), status: 413 },
  { name: 'a batch beyond 16 MiB', type: BATCH, body: Buffer.alloc(16 * MIB + 1, ' '), status: 413 },
  { name: 'an event beyond 1 MiB', type: ONE, body: data({ note: 'x'.repeat(MIB) }), status: 413 },
  {
    name: 'binary mode beyond 1 MiB',
    type: 'application/json',
    body: json({ note: 'x'.repeat(MIB) }),
    headers: binary(),
    status: 413,
  },
  // Attributes
  one('an array as one event', json([purchase()]), ''),
  one('a text as one event', '"event"', ''),
  one('null as one event', 'null', ''),
  one('specversion missing', event({ specversion: undefined }), 'specversion'),
  one('specversion 0.3', event({ specversion: '0.3' }), 'specversion'),
  one('specversion a number', event({ specversion: 1.0 }), 'specversion'),
  one('id missing', event({ id: undefined }), 'id'),
  one('id empty', event({ id: '' }), 'id'),
  one('id a number', event({ id: 7 }), 'id'),
  one('id too long', event({ id: 'x'.repeat(201) }), 'id'),
  one('id with U+0000', event({ id: 'a\0b' }), 'id'),
  one('id with a lone surrogate', event({ id: 'a\ud800b' }), 'id'),
  one('source missing', event({ source: undefined }), 'source'),
  one('source no URI reference', event({ source: 'a shop' }), 'source'),
  one('source too long', event({ source: 's'.repeat(201) }), 'source'),
  one('type missing', event({ type: undefined }), 'type'),
  one('type unknown', event({ type: 'lifeledger.purchase.complete.v1' }), 'type'),
  one('type without version', event({ type: 'lifeledger.purchase.completed' }), 'type'),
  one('type of another version', event({ type: 'lifeledger.purchase.completed.v2' }), 'type'),
  one('type __proto__', event({ type: '__proto__' }), 'type'),
  one('subject missing', event({ subject: undefined }), 'subject'),
  one('subject empty', event({ subject: '' }), 'subject'),
  one(
    'subject where there is none',
    typed('fx.rate', { from: 'USD', to: 'EUR', rate: '0.9', date: '2026-03-02' }),
    'subject',
  ),
  one('time missing', event({ time: undefined }), 'time'),
  one('time without offset', event({ time: '2026-03-02T10:15:00' }), 'time'),
  one('time of no such day', event({ time: '2026-02-30T10:15:00Z' }), 'time'),
  one('time a number', event({ time: 1_772_446_500 }), 'time'),
  one('time too far ahead', event({ time: tomorrow() }), 'time'),
  one('another datacontenttype', event({ datacontenttype: 'text/xml' }), 'datacontenttype'),
  one('data missing', event({ data: undefined }), 'data'),
  one('data an array', event({ data: [] }), 'data'),
  one('data_base64', json({ ...purchase({ data: undefined }), data_base64: 'e30=' }), 'data', 'data_base64'),
  one('an extension that is an object', event({ tenant: {} }), 'tenant'),
  one('an extension with a capital', event({ Tenant: 'x' }), 'Tenant'),
  // Data
  one('orderId missing', data({ orderId: undefined }), 'data.orderId'),
  one('amount missing', data({ amount: undefined }), 'data.amount'),
  one('amount negative', data({ amount: '-0.01' }), 'data.amount'),
  one('amount of five places', data({ amount: '1.00001' }), 'data.amount'),
  one('amount with exponent', data({}).replace('"29.33"', '1e2'), 'data.amount'),
  one('amount of 16 digits', data({ amount: '1234567890123456' }), 'data.amount'),
  one('amount a boolean', data({ amount: true }), 'data.amount'),
  one('currency unknown', data({ currency: 'ABC' }), 'data.currency'),
  one('channel unknown', data({ channel: 'pigeon' }), 'data.channel'),
  one(
    'several at once',
    data({ amount: '-1', currency: 'eur', orderId: 3 }),
    'data.amount',
    'data.currency',
    'data.orderId',
  ),
  one('U+0000 in an unknown field', data({ note: 'a\0b' }), 'data.note'),
  one('U+0000 in a key', data({ 'a\0b': 1 }), 'data["a\\u0000b"]'),
  one(
    'score beside its scale',
    typed('survey.answered', { responseId: 'r', kind: 'nps', score: 11 }),
    'data.score',
  ),
  one(
    'spend that ends before it begins',
    typed(
      'acquisition.spend',
      { channel: 'search', amount: '1', from: '2026-03-02', to: '2026-03-01' },
      { subject: undefined },
    ),
    'data.to',
  ),
  one(
    'an attribute that is no text',
    typed('customer.registered', { attributes: { 'a b': 1 } }),
    'data.attributes["a b"]',
  ),
  one('country unknown', typed('customer.registered', { country: 'XX' }), 'data.country'),
  // Binary mode
  { name: 'binary mode of another type', type: 'text/plain', body: 'x', headers: binary(), status: 415 },
  {
    name: 'binary mode without specversion',
    type: 'application/json',
    body: json({ orderId: 'o', amount: '1' }),
    headers: binary({ 'ce-specversion': undefined }),
    status: 422,
    paths: ['specversion'],
  },
  {
    name: 'binary mode without a body',
    type: 'application/json',
    body: '',
    headers: binary(),
    status: 422,
    paths: ['data'],
  },
  {
    name: 'binary mode, a header that is no percent-encoding',
    type: 'application/json',
    body: '{}',
    headers: binary({ 'ce-id': '%zz' }),
    status: 400,
    paths: ['ce-id'],
  },
  {
    name: 'binary mode, a header that is no UTF-8',
    type: 'application/json',
    body: '{}',
    headers: binary({ 'ce-id': '%ff' }),
    status: 400,
    paths: ['ce-id'],
  },
  {
    name: 'binary mode, U+0000 in a header',
    type: 'application/json',
    body: json({ orderId: 'o', amount: '1' }),
    headers: binary({ 'ce-id': 'a%00b' }),
    status: 422,
    paths: ['id'],
  },
  {
    name: 'binary mode, raw characters beyond ASCII',
    type: 'application/json',
    body: '{}',
    headers: binary({ 'ce-subject': 'M\xfcnchen' }),
    status: 400,
    paths: ['ce-subject'],
  },
  {
    name: 'binary mode, an attribute of no such name',
    type: 'application/json',
    body: json({ orderId: 'o', amount: '1' }),
    headers: binary({ 'ce-my-tenant': 'x' }),
    status: 422,
    paths: ['["my-tenant"]'],
  },
  {
    name: 'binary mode, data in a header',
    type: 'application/json',
    body: '{}',
    headers: binary({ 'ce-data': '{}' }),
    status: 400,
    paths: ['ce-data'],
  },
];

describe('what cannot be accepted', () => {
  let intake: RunningIntake;
  const failures: string[] = [];
  beforeAll(async () => {
    intake = await startIntake();
    await intake.post(ONE, json(purchase()));
  });
  afterAll(() => intake.close());

  test.each(CASES)('$name: $status', async ({ type, body, headers, query, status, paths }) => {
    const head = await intake.store.head();
    const response = await intake.post(type, body, headers, query);
    if (response.status >= 500) failures.push(await response.clone().text());
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = await jsonOf(response);
    expect(problem).toMatchObject({
      type: 'about:blank',
      status,
      title: expect.any(String),
      detail: expect.any(String),
    });
    if (status === 401) expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /);
    if (paths) {
      expect(new Set(problem.errors.map(({ path }: { path: string }) => path))).toEqual(new Set(paths));
      for (const { message } of problem.errors) expect(message.length).toBeGreaterThan(5);
    }
    expect(await intake.store.head()).toBe(head);
  });

  test('the same event in a batch and as a line is rejected with the same errors', async () => {
    const head = await intake.store.head();
    for (const { body, paths } of CASES.filter(({ status, type }) => status === 422 && type === ONE)) {
      if (body === 'null' || (body as string).startsWith('"')) continue;
      for (const [type, text] of [
        [BATCH, `[${body}]`],
        [LINES, `${body}\n`],
      ]) {
        const answer = await jsonOf(await intake.post(type, text));
        expect(answer).toMatchObject({ accepted: 0, duplicates: 0, rejected: 1, position: null });
        const [{ errors }] = answer.results;
        expect(new Set(errors.map(({ path }: { path: string }) => path))).toEqual(new Set(paths));
      }
    }
    expect(await intake.store.head()).toBe(head);
  });

  test('the scope is missing: 403 that names it', async () => {
    const authorization = `Bearer ${await intake.keyFor(['metrics:read', 'admin'])}`;
    const response = await intake.post(ONE, event({}), { authorization });
    expect(response.status).toBe(403);
    expect((await jsonOf(response)).detail).toContain('events:write');
    expect(response.headers.get('www-authenticate')).toContain('scope="events:write"');
  });

  test('an event beyond 1 MiB in a batch is rejected, the others are taken', async () => {
    const body = `[${event({})},${data({ note: 'ü'.repeat(MIB / 2) })},${event({})}]`;
    const answer = await jsonOf(await intake.post(BATCH, body));
    expect(answer).toMatchObject({
      accepted: 2,
      rejected: 1,
      results: [{ index: 1, errors: [{ path: '' }] }],
    });
  });

  test('a method that the path does not have, and paths that are not there', async () => {
    const put = await fetch(`${intake.url}/v1/events`, { method: 'PUT', body: '[]' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await fetch(`${intake.url}/v1/event`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${intake.url}/v1/events/%E0%A4%A`)).status).toBe(400);
  });

  test('bodies without Content-Length are bounded as well', async () => {
    const piece = Buffer.alloc(MIB, ' ');
    async function* endless() {
      for (let i = 0; i < 40; i++) yield piece;
    }
    const response = await intake.post(BATCH, endless() as unknown as RequestInit['body']);
    expect(response.status).toBe(413);
  });

  test('whatever is sent, no answer is a 500', async () => {
    const good = Buffer.from(json([purchase(), purchase()]));
    const mutated = fc
      .tuple(fc.nat(good.length - 1), fc.uint8Array({ maxLength: 6 }), fc.nat(20))
      .map(([at, bytes, skip]) => Buffer.concat([good.subarray(0, at), bytes, good.subarray(at + skip)]));
    const fields = fc.dictionary(
      fc.constantFrom(
        'specversion',
        'id',
        'source',
        'type',
        'subject',
        'time',
        'data',
        'x',
        '__proto__',
        'position',
      ),
      fc.oneof(fc.constantFrom(...Object.values(purchase())), fc.jsonValue()),
    );
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      mutated,
      fc.json().map((text) => Buffer.from(text)),
      fc.array(fields).map((events) => Buffer.from(json(events.map((each) => ({ ...purchase(), ...each }))))),
    );
    const types = fc.constantFrom(ONE, BATCH, LINES, 'application/json', `${LINES};charset="utf-8"`);
    await fc.assert(
      fc.asyncProperty(bodies, types, fc.boolean(), async (body, type, asBinary) => {
        const response = await intake.post(type, body, asBinary ? binary() : {});
        expect([200, 400, 403, 413, 415, 422]).toContain(response.status);
      }),
      { numRuns: 300 },
    );
  });

  test('nothing of all this was a 500, and what came after is answered', async () => {
    expect(failures).toEqual([]);
    expect((await intake.post(ONE, event({}))).status).toBe(200);
  });
});
