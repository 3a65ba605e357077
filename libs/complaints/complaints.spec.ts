import { type EventStore, StoreBusy } from '../event-store/index.js';
import { parseTime, toCloudEvent } from '../events/index.js';
import { jsonOf, type RunningIntake, startIntake } from '../intake/testing/start-intake.js';
import { ComplaintsModule } from './index.js';

let intake: RunningIntake;
/** What happens next between the reading of a stream and the append. */
let meanwhile: (() => Promise<unknown>) | null = null;
/** What happens next after the look for an event of this name. */
let afterFind: (() => Promise<unknown>) | null = null;

function interrupted(store: EventStore): EventStore {
  const append: EventStore['append'] = async (batch) => {
    const happens = meanwhile;
    meanwhile = null;
    await happens?.();
    return store.append(batch);
  };
  const find: EventStore['find'] = async (source, id) => {
    const happens = afterFind;
    afterFind = null;
    const found = await store.find(source, id);
    await happens?.();
    return found;
  };
  return Object.assign(Object.create(store), { append, find });
}

beforeAll(async () => {
  intake = await startIntake(interrupted, [ComplaintsModule]);
});
afterAll(() => intake?.close());

// biome-ignore lint/suspicious/noExplicitAny: tests write bodies and read answers freely
type Json = any;

interface Answered {
  status: number;
  body: Json;
  etag: string | null;
}

type Headers = Record<string, string>;

function ask(path: string, init: RequestInit = {}, key = intake.admin): Promise<Response> {
  return fetch(intake.url + path, { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } });
}

/** POST to `/v1/complaints<path>`, with the admin key unless told otherwise. */
async function post(path: string, body?: Json, headers: Headers = {}, key?: string): Promise<Answered> {
  const init = {
    method: 'POST',
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  };
  return answered(await ask(`/v1/complaints${path}`, init, key));
}

async function get(id: string, query = '', key?: string): Promise<Answered> {
  return answered(await ask(`/v1/complaints/${id}${query}`, {}, key));
}

async function answered(response: Response): Promise<Answered> {
  return { status: response.status, body: await jsonOf(response), etag: response.headers.get('etag') };
}

/** Publishes events, as another service would. */
async function publish(events: readonly Json[]): Promise<void> {
  const answer = await jsonOf(await intake.post('application/json', JSON.stringify(events)));
  expect(answer).toMatchObject({ accepted: events.length });
}

function event(
  type: string,
  id: string,
  subject: string | undefined,
  time: string,
  data: Json,
  source: string,
) {
  return { specversion: '1.0', id, source, type: `lifeledger.${type}.v1`, subject, time, data };
}

let opened = 0;
/** Opens a complaint of a customer of its own. */
async function open(over: Json = {}, headers: Headers = {}, key?: string): Promise<string> {
  opened += 1;
  const { status, body } = await post(
    '',
    { customer: `customer-${opened}`, channel: 'email', ...over },
    headers,
    key,
  );
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.complaintId;
}

async function eventsOf(complaintId: string): Promise<Json[]> {
  const events = await intake.store.readStream(`complaint-${complaintId}`);
  return events.map((stored) => toCloudEvent(stored, { withPersonal: true }));
}

describe('a complaint goes its way', () => {
  test('from open over answered to resolved, and again, each step an event of the log', async () => {
    const opening = {
      complaintId: 'way-1',
      customer: 'way',
      channel: 'voice',
      topic: 'damage',
      orderId: 'order-1',
      time: '2026-03-02T10:00:00+01:00',
    };
    const first = await post('', opening);
    const position = expect.stringMatching(/^\d+$/);
    const standing = { complaintId: 'way-1', state: 'open', revision: 0, position };
    expect(first).toEqual({ status: 201, body: standing, etag: '"0"' });
    const answered = await post('/way-1/answer', { employee: 'eve' }, { 'if-match': '"0"' });
    expect(answered).toMatchObject({ status: 200, body: { state: 'answered', revision: 1 }, etag: '"1"' });
    const resolved = await post('/way-1/resolve', { outcome: 'accepted', compensation: 5.25 });
    expect(resolved).toMatchObject({ status: 200, body: { state: 'resolved', revision: 2 } });
    const reopened = await post('/way-1/reopen', { reason: 'broken again' });
    expect(reopened).toMatchObject({ status: 200, body: { state: 'open', revision: 3 } });
    const { status, body } = await post('/way-1/resolve');
    expect({ status, body }).toMatchObject({ status: 200, body: { state: 'resolved', revision: 4 } });

    expect(await eventsOf('way-1')).toMatchObject([
      {
        type: 'lifeledger.complaint.opened.v1',
        source: 'lifeledger/complaints',
        subject: 'way',
        time: '2026-03-02T09:00:00Z',
        position: first.body.position,
        data: { complaintId: 'way-1', channel: 'voice', topic: 'damage', orderId: 'order-1' },
      },
      { type: 'lifeledger.complaint.answered.v1', subject: 'way', data: { employee: 'eve' } },
      // Without a currency the reporting one is stored.
      {
        type: 'lifeledger.complaint.resolved.v1',
        data: { outcome: 'accepted', compensation: '5.25', currency: 'EUR' },
      },
      { type: 'lifeledger.complaint.reopened.v1', data: { reason: 'broken again' } },
      { type: 'lifeledger.complaint.resolved.v1', data: { complaintId: 'way-1' } },
    ]);
    const found = await get('way-1');
    expect(found.etag).toBe('"4"');
    expect(found.body).toMatchObject({
      state: 'resolved',
      customer: 'way',
      source: 'lifeledger/complaints',
      openedAt: '2026-03-02T09:00:00Z',
      position: body.position,
      steps: [
        { step: 'answered', employee: 'eve' },
        { step: 'resolved', compensation: '5.25' },
        { step: 'reopened' },
        { step: 'resolved' },
      ],
    });
    // Free text is personal.
    expect(JSON.stringify(found.body)).not.toContain('broken again');
  });

  test('may be resolved without an answer, and takes an id of any characters', async () => {
    const complaintId = await open({ complaintId: 'Fall 7/2026 "ß"?' });
    const path = `/${encodeURIComponent(complaintId)}`;
    expect((await post(`${path}/resolve`)).body).toMatchObject({ state: 'resolved', revision: 1 });
    expect((await get(encodeURIComponent(complaintId))).body.complaintId).toBe('Fall 7/2026 "ß"?');
  });

  test('is found where Location says', async () => {
    const response = await ask('/v1/complaints', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customer: 'anybody', channel: 'post' }),
    });
    const location = response.headers.get('location')!;
    const { complaintId } = await jsonOf(response);
    expect((await jsonOf(await ask(location))).complaintId).toBe(complaintId);
  });

  test('steps at one instant keep the order in which they were decided', async () => {
    const complaintId = await open({ time: new Date(Date.now() + 3_600_000).toISOString() });
    // The opening is dated an hour ahead: each step is put after it, by a microsecond.
    for (const step of ['answer', 'resolve', 'reopen', 'answer']) {
      expect((await post(`/${complaintId}/${step}`)).status).toBe(200);
    }
    const times = (await eventsOf(complaintId)).map(({ time }) => parseTime(time)!);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    expect(new Set(times).size).toBe(5);
    expect((await get(complaintId)).body.state).toBe('answered');
  });
});

describe('a command that does not fit is answered 409 with the state, and nothing is written', () => {
  const reached: Record<string, string[]> = {
    open: [],
    answered: ['answer'],
    resolved: ['answer', 'resolve'],
  };
  test.each([
    ['open', 'reopen'],
    ['answered', 'answer'],
    ['answered', 'reopen'],
    ['resolved', 'answer'],
    ['resolved', 'resolve'],
  ])('%s: %s', async (state, action) => {
    const complaintId = await open();
    for (const step of reached[state]) await post(`/${complaintId}/${step}`);
    const revision = reached[state].length;
    const { status, body, etag } = await post(`/${complaintId}/${action}`);
    expect({ status, etag }).toEqual({ status: 409, etag: `"${revision}"` });
    expect(body).toMatchObject({ status: 409, complaintId, state, revision });
    expect(body.detail).toContain(`the complaint is ${state}`);
    expect((await get(complaintId)).body.revision).toBe(revision);
  });

  test('opening an id again, by another source too', async () => {
    const complaintId = await open();
    const again = { complaintId, customer: 'x', channel: 'chat' };
    const conflict = { status: 409, body: { complaintId, state: 'open', revision: 0 } };
    expect(await post('', again)).toMatchObject(conflict);
    expect(await post('', { ...again, source: 'branch' })).toMatchObject(conflict);
  });

  test('If-Match names another revision than the current one', async () => {
    const complaintId = await open();
    await post(`/${complaintId}/answer`);
    for (const tag of ['"0"', '"2"', 'W/"1"', '"x"']) {
      const { status, body } = await post(`/${complaintId}/resolve`, {}, { 'if-match': tag });
      expect({ status, body }).toMatchObject({ status: 409, body: { state: 'answered', revision: 1 } });
      expect(body.detail).toContain('If-Match');
    }
    expect((await post(`/${complaintId}/resolve`, {}, { 'if-match': '"0", "1"' })).status).toBe(200);
    const unopened = await post('', { customer: 'x', channel: 'web' }, { 'if-match': '*' });
    expect(unopened).toMatchObject({ status: 409, body: { state: null, revision: null }, etag: null });
  });
});

test('of two agents at once one wins and the other is answered 409 with what the first made of it', async () => {
  for (const headers of [{}, { 'if-match': '"0"' }] as Headers[]) {
    const complaintId = await open();
    const answers = await Promise.all(
      ['eve', 'bob', 'cat', 'dan'].map((employee) => post(`/${complaintId}/answer`, { employee }, headers)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    for (const { body } of answers.filter(({ status }) => status === 409)) {
      expect(body).toMatchObject({ state: 'answered', revision: 1 });
    }
    expect(await eventsOf(complaintId)).toHaveLength(2);
  }
  const openings = await Promise.all(
    ['a', 'b', 'c'].map((customer) => post('', { complaintId: 'contested', customer, channel: 'sms' })),
  );
  expect(openings.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
});

describe('somebody else writes between the reading and the append', () => {
  const crm = (what: string, complaintId: string) => () =>
    publish([
      event(
        `complaint.${what}`,
        `${what} ${complaintId}`,
        'ann',
        new Date().toISOString(),
        { complaintId },
        '/crm',
      ),
    ]);

  test('what still fits is decided anew and written', async () => {
    const complaintId = await open();
    meanwhile = crm('answered', complaintId);
    const { status, body } = await post(`/${complaintId}/resolve`);
    expect({ status, body }).toMatchObject({ status: 200, body: { state: 'resolved', revision: 2 } });
  });

  test('what no longer fits is answered 409 with the state it met', async () => {
    const complaintId = await open();
    meanwhile = crm('resolved', complaintId);
    const { status, body } = await post(`/${complaintId}/answer`);
    expect({ status, body }).toMatchObject({ status: 409, body: { state: 'resolved', revision: 1 } });
    expect(await eventsOf(complaintId)).toHaveLength(2);
  });

  test('who named a revision decided on that one', async () => {
    const complaintId = await open();
    meanwhile = crm('answered', complaintId);
    const { status, body } = await post(`/${complaintId}/resolve`, {}, { 'if-match': '"0"' });
    expect({ status, body }).toMatchObject({ status: 409, body: { state: 'answered', revision: 1 } });
  });

  test('a log that can take no more now is 503, and the command may be sent again', async () => {
    const complaintId = await open();
    meanwhile = () => Promise.reject(new StoreBusy(3));
    const refused = await ask(`/v1/complaints/${complaintId}/answer`, { method: 'POST' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '3']);
    await refused.arrayBuffer();
    expect((await post(`/${complaintId}/answer`)).status).toBe(200);
  });
});

describe('Idempotency-Key', () => {
  test('a repeat is answered the same, whatever has happened since, and writes nothing', async () => {
    const opening = { customer: 'twice', channel: 'email' };
    const first = await post('', opening, { 'idempotency-key': 'open-1' });
    expect(first.status).toBe(201);
    const { complaintId } = first.body;
    const answering = { 'idempotency-key': 'answer-1', 'if-match': '"0"' };
    const answered = await post(`/${complaintId}/answer`, { employee: 'eve' }, answering);
    await post(`/${complaintId}/resolve`);
    expect(await post('', opening, { 'idempotency-key': 'open-1' })).toEqual(first);
    expect(await post(`/${complaintId}/answer`, { employee: 'eve' }, answering)).toEqual(answered);
    expect(await eventsOf(complaintId)).toHaveLength(3);
  });

  test('sent many times at once, it opens one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        post('', { customer: 'eager', channel: 'app' }, { 'idempotency-key': 'many' }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.complaintId)).size).toBe(1);
    expect(await eventsOf(answers[0].body.complaintId)).toHaveLength(1);
  });

  test.each([{}, { 'if-match': '"0"' }] as Headers[])(
    'a step that is written while it is asked for again is answered the same: %j',
    async (headers) => {
      const complaintId = await open();
      const once = { ...headers, 'idempotency-key': `answer-${complaintId}` };
      const answer = () => post(`/${complaintId}/answer`, { employee: 'eve' }, once);
      let first: Awaited<ReturnType<typeof answer>> | undefined;
      afterFind = async () => {
        first = await answer();
      };
      const second = await answer();
      expect(second).toMatchObject({ status: 200, body: { state: 'answered', revision: 1 } });
      expect(second).toEqual(first);
      expect(await eventsOf(complaintId)).toHaveLength(2);
    },
  );

  test('for another command it is refused', async () => {
    const headers = { 'idempotency-key': 'reused' };
    const complaintId = await open({ customer: 'reuse', channel: 'email' }, headers);
    const reused = { status: 422, body: { errors: [{ path: 'Idempotency-Key' }] } };
    expect(await post('', { customer: 'other', channel: 'email' }, headers)).toMatchObject(reused);
    expect(await post('', { customer: 'reuse', channel: 'email', topic: 'late' }, headers)).toMatchObject(
      reused,
    );
    expect(await post(`/${complaintId}/answer`, {}, headers)).toMatchObject(reused);
    // Another source has names of its own.
    expect((await post(`/${complaintId}/answer`, { source: 'branch' }, headers)).status).toBe(200);
  });
});

describe('in whose name', () => {
  test('a key limited to sources acts as these only', async () => {
    const one = await intake.keyFor(['events:write'], ['/desk']);
    const complaintId = await open({}, {}, one);
    expect((await eventsOf(complaintId))[0].source).toBe('/desk');
    const foreign = await post(`/${complaintId}/answer`, { source: '/other' }, {}, one);
    expect(foreign).toMatchObject({ status: 403, body: { errors: [{ path: 'source' }] } });
    expect((await post(`/${complaintId}/answer`, { source: '/desk' }, {}, one)).status).toBe(200);

    const two = await intake.keyFor(['events:write'], ['/desk', '/branch']);
    const which = await post(`/${complaintId}/resolve`, {}, {}, two);
    expect(which).toMatchObject({ status: 400, body: { errors: [{ path: 'source' }] } });
    expect((await post(`/${complaintId}/resolve`, { source: '/branch' }, {}, two)).status).toBe(200);
    expect((await get(complaintId)).body).toMatchObject({ state: 'resolved', source: '/desk' });
  });

  test('a key that may only write is told the state and nothing of the customer', async () => {
    const key = await intake.keyFor(['events:write']);
    const complaintId = await open({ customer: 'secret-name', topic: 'secret-topic' });
    const answers = [
      await post(`/${complaintId}/answer`, {}, {}, key),
      await post(`/${complaintId}/answer`, {}, {}, key),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 409]);
    expect(JSON.stringify(answers)).not.toContain('secret');
    expect((await get(complaintId, '', key)).status).toBe(403);
  });
});

describe('what other services publish of the same complaint', () => {
  const step = (type: string, id: string, complaintId: string, time: string, more: Json = {}) =>
    event(`complaint.${type}`, id, 'helen', time, { complaintId, ...more }, '/crm');

  test('counts for the case, in whatever order it comes', async () => {
    const complaintId = await open({ time: '2026-02-01T10:00:00Z' });
    await publish([
      step('reopened', 'x-2', complaintId, '2026-02-03T10:00:00Z'),
      step('resolved', 'x-1', complaintId, '2026-02-02T10:00:00Z'),
      step('answered', 'x-3', complaintId, '2026-02-04T10:00:00Z'),
    ]);
    const found = await get(complaintId);
    expect(found.body).toMatchObject({ state: 'answered', revision: 3 });
    expect(found.body.steps.map(({ step }: Json) => step)).toEqual(['resolved', 'reopened', 'answered']);
    const late = await post(`/${complaintId}/resolve`, { time: '2026-02-04T10:00:00Z' });
    expect(late).toMatchObject({ status: 422, body: { errors: [{ path: 'time' }] } });
    expect(late.body.detail).toContain('2026-02-04T10:00:00Z');
    expect((await post(`/${complaintId}/resolve`)).body).toMatchObject({ state: 'resolved', revision: 4 });
  });

  test('a reopening of what is not resolved leaves it as it is, until the resolution before it comes', async () => {
    const complaintId = await open({ time: '2026-02-01T10:00:00Z' });
    await publish([
      step('answered', 'r-1', complaintId, '2026-02-02T10:00:00Z'),
      step('reopened', 'r-2', complaintId, '2026-02-04T10:00:00Z'),
    ]);
    expect((await get(complaintId)).body).toMatchObject({ state: 'answered', revision: 2 });
    const refused = { status: 409, body: { state: 'answered', revision: 2 } };
    expect(await post(`/${complaintId}/reopen`)).toMatchObject(refused);
    await publish([step('resolved', 'r-3', complaintId, '2026-02-03T10:00:00Z')]);
    expect((await get(complaintId)).body).toMatchObject({ state: 'open', revision: 3 });
  });

  test('an opening of the same id is another complaint, each with its own steps', async () => {
    const complaintId = await open({ time: '2026-02-01T10:00:00Z' });
    await publish([
      step('opened', 'y-1', complaintId, '2026-01-01T10:00:00Z', { channel: 'post' }),
      step('resolved', 'y-2', complaintId, '2026-01-02T10:00:00Z'),
    ]);
    expect((await get(complaintId)).body).toMatchObject({ state: 'open', channel: 'email', revision: 2 });
    expect((await get(complaintId, '?source=/crm')).body).toMatchObject({
      state: 'resolved',
      customer: 'helen',
      channel: 'post',
    });
    expect((await post(`/${complaintId}/answer`)).body).toMatchObject({ state: 'answered', revision: 3 });
    const reopened = await post(`/${complaintId}/reopen`, { source: '/crm' });
    expect(reopened).toMatchObject({ status: 200, body: { state: 'open' } });
    expect((await get(complaintId)).body.state).toBe('answered');
  });

  test('steps that came before any opening count once it is opened', async () => {
    await publish([step('answered', 'z-1', 'early', '2026-01-02T10:00:00Z')]);
    expect((await get('early')).status).toBe(404);
    expect((await post('/early/resolve')).status).toBe(404);
    const { status, body } = await post('', { complaintId: 'early', customer: 'helen', channel: 'chat' });
    expect({ status, body }).toMatchObject({ status: 201, body: { state: 'answered', revision: 1 } });
  });

  test('what is voided never happened', async () => {
    const complaintId = await open({}, { 'idempotency-key': 'voided' });
    const resolved = await post(`/${complaintId}/resolve`);
    const [{ id: openingId, source }, { id }] = await eventsOf(complaintId);
    const voided = (target: string) =>
      event(
        'event.voided',
        `void-${target}`,
        undefined,
        '2026-03-01T00:00:00Z',
        { source, id: target },
        'support',
      );
    await publish([voided(id)]);
    expect((await get(complaintId)).body).toMatchObject({ state: 'open', steps: [], revision: 1 });
    expect((await post(`/${complaintId}/answer`, {}, { 'if-match': resolved.etag! })).body.state).toBe(
      'answered',
    );
    await publish([voided(openingId)]);
    expect((await get(complaintId)).status).toBe(404);
    // Answered as it was, though it is gone since.
    const repeat = { customer: `customer-${opened}`, channel: 'email' };
    expect(await post('', repeat, { 'idempotency-key': 'voided' })).toMatchObject({
      status: 201,
      body: { complaintId, state: 'open', revision: 0 },
    });
    // The id is free again; the answer that still stands belongs to whoever opens it.
    expect(await post('', { ...repeat, complaintId })).toMatchObject({
      status: 201,
      body: { state: 'answered', revision: 3 },
    });
  });
});

describe('what is not in order is refused with its path', () => {
  const valid = { customer: 'ann', channel: 'email' };
  const long = 'x'.repeat(201);
  test.each<[Json, string[]]>([
    [{}, ['customer', 'channel']],
    [{ ...valid, customer: '' }, ['customer']],
    [{ ...valid, customer: 7, channel: 'pigeon' }, ['customer', 'channel']],
    [{ ...valid, customer: 'a\u0000' }, ['customer']],
    [{ ...valid, complaintId: '' }, ['complaintId']],
    [{ ...valid, complaintId: long }, ['complaintId']],
    [{ ...valid, complaintId: '\u0000' }, ['complaintId']],
    [{ ...valid, complaintId: '\ud800' }, ['complaintId']],
    [{ ...valid, complaintId: {} }, ['complaintId']],
    [{ ...valid, topic: '\ud800' }, ['topic']],
    [{ ...valid, time: 'yesterday' }, ['time']],
    [{ ...valid, time: '2100-01-01T00:00:00Z' }, ['time']],
    [{ ...valid, source: 'no source' }, ['source']],
    [{ ...valid, source: '\u0000' }, ['source']],
    [{ ...valid, source: ['/desk'] }, ['source']],
    [{ ...valid, employee: 'eve', id: '1' }, ['employee', 'id']],
    [JSON.parse('{"customer":"ann","channel":"email","__proto__":{"topic":"x"}}'), ['__proto__']],
  ])('opening %j', async (body, paths) => {
    const answer = await post('', body, { 'idempotency-key': 'never-taken' });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ path }: Json) => path)).toEqual(paths);
    expect(answer.body.errors.every(({ message }: Json) => message.length > 5)).toBe(true);
  });

  test('steps', async () => {
    const complaintId = await open();
    const refused = async (path: string, body: Json) => {
      const answer = await post(`/${complaintId}/${path}`, body);
      return [answer.status, ...(answer.body.errors ?? []).map((error: Json) => error.path)];
    };
    expect(await refused('answer', { employee: '' })).toEqual([422, 'employee']);
    expect(await refused('answer', { complaintId })).toEqual([422, 'complaintId']);
    expect(await refused('resolve', { outcome: 'maybe', compensation: '-1' })).toEqual([
      422,
      'outcome',
      'compensation',
    ]);
    expect(await refused('resolve', { compensation: '1.00001' })).toEqual([422, 'compensation']);
    expect(await refused('resolve', { customer: 'ann' })).toEqual([422, 'customer']);
    expect(await refused('reopen', { reason: 7 })).toEqual([422, 'reason']);
    // Of what was refused nothing is in the log, nor in quarantine.
    expect(await eventsOf(complaintId)).toHaveLength(1);
    expect((await jsonOf(await ask('/v1/quarantine'))).total).toBe(0);
  });

  test('headers and parameters', async () => {
    const complaintId = await open();
    const refused = async (path: string, headers: Headers) => {
      const { status, body } = await post(path, {}, headers);
      return [status, body.errors?.[0].path];
    };
    expect(await refused(`/${complaintId}/answer`, { 'if-match': '3' })).toEqual([400, 'If-Match']);
    expect(await refused('', { 'idempotency-key': 'a b' })).toEqual([400, 'Idempotency-Key']);
    expect(await refused('', { 'idempotency-key': 'x'.repeat(129) })).toEqual([400, 'Idempotency-Key']);
    expect(await refused('?dry=true', {})).toEqual([400, 'dry']);
    expect((await get(complaintId, '?source=a%20b')).body.errors[0].path).toBe('source');
    expect((await get(complaintId, '?source=a&source=b')).status).toBe(400);
    expect((await get(complaintId, '?asOf=now')).body.errors[0].path).toBe('asOf');
  });

  test.each([
    [400, 'application/json', '{'],
    [422, 'application/json', ''],
    [400, 'application/json', '[]'],
    [400, 'application/json', '7'],
    [400, 'application/json', 'null'],
    [415, 'text/plain', '{}'],
    [415, 'application/json; charset=latin1', '{}'],
    [413, 'application/json', `{"topic":"${'x'.repeat(1024 * 1024)}"}`],
  ])('%i for a body that cannot be taken, as %s', async (status, type, body) => {
    const response = await ask('/v1/complaints', {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    await response.arrayBuffer();
  });

  test('a complaint nobody opened', async () => {
    for (const id of ['nobody', long, '%F0%9F%98%80']) {
      expect((await get(id)).status).toBe(404);
      for (const step of ['answer', 'resolve', 'reopen']) {
        expect((await post(`/${id}/${step}`, {}, { 'if-match': '"0"' })).status).toBe(404);
      }
    }
    expect((await get('a%00')).status).toBe(400);
  });
});
