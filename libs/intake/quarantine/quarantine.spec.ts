import { CommandBus } from '@nestjs/cqrs';
import { PublishEvents, readInput } from '../index.js';
import { jsonOf, purchase, type RunningIntake, startIntake } from '../testing/start-intake.js';

const ONE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const LINES = 'application/x-ndjson';
const json = JSON.stringify;

describe('quarantine', () => {
  let intake: RunningIntake;
  beforeAll(async () => {
    intake = await startIntake();
  });
  beforeEach(() => intake.dataSource.query('delete from ops.quarantine'));
  afterAll(() => intake.close());

  const call = (method: string, path = '', key = intake.admin) =>
    fetch(`${intake.url}/v1/quarantine${path}`, { method, headers: { authorization: `Bearer ${key}` } });
  const items = async () => (await jsonOf(await call('GET'))).items;

  test('a rejected event is kept as it was sent, with the reason', async () => {
    const bad = purchase({}, { amount: '-1', note: 'a\0b \ud800' });
    await intake.post(ONE, json(bad));
    const [item, ...others] = await items();
    expect(others).toEqual([]);
    expect(item).toMatchObject({ source: 'shop', eventId: bad.id, type: bad.type, subject: 'c-1', times: 1 });
    expect(new Set(item.errors.map(({ path }: { path: string }) => path))).toEqual(
      new Set(['data.amount', 'data.note']),
    );
    expect(JSON.parse(item.content)).toEqual(bad);
    expect(Date.parse(item.receivedAt)).toBeLessThanOrEqual(Date.now() + 1000);
  });

  test('once per content, however often and in whatever way it is sent', async () => {
    const bad = purchase({ subject: undefined });
    await intake.post(ONE, json(bad));
    await intake.post(BATCH, json([bad, bad, purchase()], null, 2));
    await intake.post(LINES, `${json(bad)}\n`);
    expect((await items()).map(({ times }: { times: number }) => times)).toEqual([4]);
  });

  test('not where it is turned off, and not what the key may not publish', async () => {
    await intake.post(ONE, json(purchase({ subject: undefined })), {}, '?quarantine=false');
    await intake.post(LINES, 'no json\n', {}, '?quarantine=false');
    const authorization = `Bearer ${await intake.keyFor(['events:write'], ['crm'])}`;
    await intake.post(ONE, json(purchase()), { authorization });
    await intake.post(BATCH, json([purchase({ subject: undefined })]), { authorization });
    await intake.post(ONE, json(purchase({ source: 'crm', type: 'lifeledger.customer.erased.v1' })), {
      authorization,
    });
    expect(await items()).toEqual([]);
  });

  test('certainly, for a publisher who hears no answer: what its key may not publish too, or the command fails', async () => {
    const key = { id: 'kafka', name: 'Kafka', scopes: ['events:write' as const], sources: ['crm'] };
    const execute = () => {
      const inputs = [
        purchase({ id: 'foreign' }),
        purchase({ id: 'bad', source: 'crm', subject: undefined }),
      ];
      const command = new PublishEvents(
        inputs.map((event) => readInput(json(event))),
        key,
        'certainly',
      );
      return intake.app.get(CommandBus).execute(command);
    };
    await intake.dataSource.query('alter table ops.quarantine rename to quarantine_away');
    await expect(execute()).rejects.toThrow('ops.quarantine');
    await intake.dataSource.query('alter table ops.quarantine_away rename to quarantine');
    expect(await execute()).toMatchObject({ rejected: 2, forbidden: 1 });
    expect((await items()).map(({ eventId }: { eventId: string }) => eventId).sort()).toEqual([
      'bad',
      'foreign',
    ]);
  });

  test('lines that are no events: their bytes; of one too long the first part', async () => {
    const noUtf8 = Buffer.from([0x22, 0xff, 0x00, 0x22, 0x0a]);
    const tooLong = Buffer.from(`"${'x'.repeat(2_000_000)}"\n`);
    await intake.post(LINES, Buffer.concat([Buffer.from('no json\n'), noUtf8, tooLong]));
    const rows = await intake.dataSource.query('select content, content_length from ops.quarantine');
    const kept = new Map(
      rows.map((row: { content: Buffer; content_length: string }) => [row.content_length, row.content]),
    );
    expect(kept.get('7')).toEqual(Buffer.from('no json'));
    expect(kept.get('4')).toEqual(noUtf8.subarray(0, 4));
    expect((kept.get('2000002') as Buffer).length).toBe(1024 * 1024);
    const long = (await items()).find(({ contentLength }: { contentLength: number }) => contentLength > 7);
    expect((await call('POST', `/${long.id}/retry`)).status).toBe(422);
  });

  test('page by page, the newest first', async () => {
    await intake.post(BATCH, json(Array.from({ length: 5 }, (_, n) => ({ id: `e${n}` }))));
    const first = await jsonOf(await call('GET', '?limit=2'));
    const second = await jsonOf(await call('GET', `?limit=2&cursor=${first.next}`));
    const third = await jsonOf(await call('GET', `?limit=2&cursor=${second.next}`));
    const ids = [first, second, third].map((page) => page.items.map(({ id }: { id: string }) => Number(id)));
    expect(ids.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(ids.flat()).toEqual([...ids.flat()].sort((a, b) => b - a));
    expect(new Set(ids.flat()).size).toBe(5);
    expect(third.next).toBeNull();
  });

  test('tried again: 422 while it is not valid; once it is, it is published and gone', async () => {
    const ahead = purchase({ time: new Date(Date.now() + 25 * 3600_000).toISOString() });
    await intake.post(ONE, json(ahead));
    const [{ id }] = await items();
    const still = await call('POST', `/${id}/retry`);
    expect([still.status, (await jsonOf(still)).errors[0].path]).toEqual([422, 'time']);
    expect(await items()).toHaveLength(1);
    // As if a day had gone by: the same event, of a time that is not ahead any more.
    await intake.dataSource.query(
      'update ops.quarantine set content = $1::bytea, content_length = length($1::bytea)',
      [Buffer.from(json({ ...ahead, time: '2026-03-02T10:15:00Z' }))],
    );
    const done = await call('POST', `/${id}/retry`);
    expect(done.status).toBe(200);
    expect(await jsonOf(done)).toMatchObject({ accepted: 1, position: String(await intake.store.head()) });
    expect(await items()).toEqual([]);
    expect(await intake.store.find('shop', ahead.id)).not.toBeNull();
  });

  test('let go', async () => {
    await intake.post(ONE, json({}));
    const [{ id }] = await items();
    expect((await call('DELETE', `/${id}`)).status).toBe(204);
    expect((await call('DELETE', `/${id}`)).status).toBe(404);
    expect(await items()).toEqual([]);
  });

  test('is for admin, and answers nonsense with what is allowed', async () => {
    const key = await intake.keyFor(['events:write', 'metrics:read', 'customers:read']);
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/1/retry'],
      ['DELETE', '/1'],
    ]) {
      expect((await call(method, path, key)).status).toBe(403);
    }
    for (const id of ['x', '0', '-1', '1.5', '9'.repeat(30), "1'--"]) {
      expect((await call('POST', `/${id}/retry`)).status).toBe(404);
      expect((await call('DELETE', `/${id}`)).status).toBe(404);
    }
    expect((await call('POST', '/%00/retry')).status).toBe(400);
    expect((await call('DELETE', '/%00')).status).toBe(400);
    for (const [query, path] of [
      ['?limit=0', 'limit'],
      ['?limit=501', 'limit'],
      ['?limit=ten', 'limit'],
      ['?limit=1&limit=2', 'limit'],
      ['?cursor=x', 'cursor'],
      ['?offset=3', 'offset'],
    ]) {
      const response = await call('GET', query);
      expect([response.status, (await jsonOf(response)).errors[0].path]).toEqual([400, path]);
    }
  });

  test('when it cannot be written, the publisher is answered all the same', async () => {
    await intake.dataSource.query('alter table ops.quarantine rename to elsewhere');
    try {
      const answer = await jsonOf(await intake.post(BATCH, json([{}, purchase()])));
      expect(answer).toMatchObject({ accepted: 1, rejected: 1 });
      const metrics = await (await fetch(`${intake.url}/metrics`)).text();
      expect(metrics).toMatch(/^lifeledger_intake_set_aside_failures_total 1$/m);
      expect(metrics).toMatch(/^lifeledger_intake_events_total\{outcome="rejected"\} [1-9]/m);
    } finally {
      await intake.dataSource.query('alter table ops.elsewhere rename to quarantine');
    }
  });
});
