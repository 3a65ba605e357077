import { jsonOf, purchase, type RunningIntake, startIntake } from './testing/start-intake.js';

const ONE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const LINES = 'application/x-ndjson';

describe('POST /v1/events', () => {
  let intake: RunningIntake;
  beforeAll(async () => {
    intake = await startIntake();
  });
  afterAll(() => intake.close());

  const json = JSON.stringify;
  const accepted = (n: number) => ({ accepted: n, duplicates: 0, rejected: 0, results: [] });

  test('one event is in the log when it is answered', async () => {
    const event = purchase();
    const response = await intake.post(ONE, json(event));
    expect(response.status).toBe(200);
    const answer = await jsonOf(response);
    expect(answer).toEqual({ ...accepted(1), position: expect.stringMatching(/^[1-9]\d*$/) });
    const found = await intake.store.find('shop', event.id);
    expect(String(found?.position)).toBe(answer.position);
    expect(found?.data).toEqual({ orderId: event.id, amount: '29.33', currency: 'EUR' });
  });

  test.each([BATCH, 'application/json', 'Application/JSON; charset="UTF-8"'])(
    'a batch as %s',
    async (type) => {
      const before = await intake.store.head();
      const response = await intake.post(type, json([purchase(), purchase(), purchase()]));
      expect(response.status).toBe(200);
      expect(await jsonOf(response)).toEqual({ ...accepted(3), position: String(before + 3) });
    },
  );

  test('an object as application/json is one event', async () => {
    const response = await intake.post('application/json', json(purchase()));
    expect(await jsonOf(response)).toMatchObject(accepted(1));
  });

  test('an empty batch and an empty stream are answered with zeros', async () => {
    const nothing = { ...accepted(0), position: null };
    expect(await jsonOf(await intake.post(BATCH, '[]'))).toEqual(nothing);
    expect(await jsonOf(await intake.post(LINES, ''))).toEqual(nothing);
    expect(await jsonOf(await intake.post(LINES, '\n\r\n  \n'))).toEqual(nothing);
  });

  test('a stream of lines, with CR LF, blank lines, a byte order mark and no line feed at the end', async () => {
    const lines = [purchase(), purchase(), purchase()].map((event) => json(event));
    const response = await intake.post(LINES, `\ufeff${lines[0]}\r\n\n${lines[1]}\n   \n${lines[2]}`);
    expect(await jsonOf(response)).toMatchObject(accepted(3));
  });

  test('binary mode: attributes in headers, percent-decoded', async () => {
    const response = await intake.post(
      'application/json; charset=utf-8',
      json({ orderId: 'o', amount: '1.10' }),
      {
        'ce-specversion': '1.0',
        'ce-id': 'b%201',
        'ce-source': '"/shop/M%25C3%25BCnchen"',
        'ce-type': 'lifeledger.purchase.completed.v1',
        'ce-subject': 'c%E2%82%AC',
        'ce-time': '2026-03-02T10:15:00+01:00',
        'ce-correlationid': '50%25',
      },
    );
    expect(response.status).toBe(200);
    const found = await intake.store.find('/shop/M%C3%BCnchen', 'b 1');
    expect(found).toMatchObject({
      subject: 'c€',
      time: Date.UTC(2026, 2, 2, 9, 15) * 1000,
      data: { orderId: 'o', amount: '1.10', currency: 'EUR' },
      personal: { extensions: { correlationid: '50%' } },
    });
  });

  test('sent again it is a duplicate with its first position; other content is a conflict and counted', async () => {
    const event = purchase();
    const { position } = await jsonOf(await intake.post(ONE, json(event)));
    const again = await jsonOf(await intake.post(ONE, json(event)));
    expect(again).toEqual({
      accepted: 0,
      duplicates: 1,
      rejected: 0,
      position,
      results: [{ index: 0, id: event.id, status: 'duplicate', position }],
    });
    const other = { ...event, data: { ...event.data, amount: '30' } };
    const conflict = { id: event.id, status: 'duplicate', position, conflict: true };
    const batch = await jsonOf(await intake.post(BATCH, json([purchase(), other, other])));
    expect(batch).toMatchObject({ accepted: 1, duplicates: 2, rejected: 0 });
    expect(batch.results).toEqual([
      { index: 1, ...conflict },
      { index: 2, ...conflict },
    ]);
    await intake.post(ONE, json(other));
    const counted = await intake.dataSource.query(
      'select position, times from ops.identity_conflicts where source = $1 and id = $2',
      ['shop', event.id],
    );
    expect(counted).toEqual([{ position, times: 3 }]);
  });

  test('a batch is answered event by event: one that is rejected stops no other', async () => {
    const good = purchase();
    const bad = purchase({}, { amount: '-1' });
    const answer = await jsonOf(await intake.post(BATCH, json([bad, good, 7])));
    expect(answer).toMatchObject({ accepted: 1, duplicates: 0, rejected: 2 });
    expect(answer.results).toEqual([
      {
        index: 0,
        id: bad.id,
        status: 'rejected',
        errors: [{ path: 'data.amount', message: expect.any(String) }],
      },
      { index: 2, id: null, status: 'rejected', errors: [{ path: '', message: expect.any(String) }] },
    ]);
    expect(await intake.store.find('shop', good.id)).not.toBeNull();
    expect(await intake.store.find('shop', bad.id)).toBeNull();
  });

  test('of more than 1,000 results the first 1,000 are listed', async () => {
    const answer = await jsonOf(await intake.post(BATCH, json(Array(1001).fill({}))));
    expect(answer).toMatchObject({ accepted: 0, rejected: 1001, position: null, truncated: true });
    expect(answer.results).toHaveLength(1000);
    const lines = await jsonOf(await intake.post(LINES, '{}\n'.repeat(2500)));
    expect(lines).toMatchObject({ accepted: 0, rejected: 2500, truncated: true });
    expect(lines.results).toHaveLength(1000);
    expect(lines.results[999].index).toBe(999);
  });

  test('5,000 events in one batch are taken', async () => {
    const answer = await jsonOf(
      await intake.post(BATCH, json(Array.from({ length: 5000 }, () => purchase()))),
    );
    expect(answer).toMatchObject(accepted(5000));
  });

  test('a line that is no event is rejected, and the others of the stream are taken', async () => {
    const long = json(purchase({}, { note: 'x'.repeat(1024 * 1024 + 8192) }));
    const cut = Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]);
    const body = Buffer.concat([
      Buffer.from(`${json(purchase())}\nnot json\n${long}\n`),
      cut,
      Buffer.from(`${'['.repeat(100)}\n${json(purchase())}\n`),
    ]);
    const answer = await jsonOf(await intake.post(LINES, body));
    expect(answer).toMatchObject({ accepted: 2, rejected: 4 });
    expect(
      answer.results.map((result: { index: number; errors: { message: string }[] }) => [
        result.index,
        result.errors[0].message.slice(0, 24),
      ]),
    ).toEqual([
      [1, expect.stringMatching(/^is no JSON/)],
      [2, expect.stringMatching(/^must be at most 1 MiB/)],
      [3, expect.stringMatching(/^is not valid UTF-8/)],
      [4, expect.stringMatching(/^is no JSON/)],
    ]);
  });

  test('numbers keep their literal text, and __proto__ is a field like any other', async () => {
    const event = purchase();
    const text = json(event).replace(
      '"amount":"29.33"',
      '"amount":1.10,"weight":12345678901234567890,"__proto__":{"a":1}',
    );
    expect((await intake.post(ONE, text)).status).toBe(200);
    const [{ data, personal }] = await intake.dataSource.query(
      'select data::text, personal from ledger.events where id = $1',
      [event.id],
    );
    expect(data).toContain('"amount":"1.10"');
    expect(personal).toContain('12345678901234567890');
    expect(personal).toContain('"__proto__":{"a":1}');
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  test('single events that arrive together are committed together', async () => {
    const commits = async () => {
      const [{ n }] = await intake.dataSource.query(
        'select count(distinct recorded_time)::int as n from ledger.events',
      );
      return n as number;
    };
    const before = await commits();
    const responses = await Promise.all(Array.from({ length: 64 }, () => intake.post(ONE, json(purchase()))));
    expect(responses.map(({ status }) => status)).toEqual(Array(64).fill(200));
    const after = await commits();
    expect(after - before).toBeLessThan(64);
  });

  describe('what a key may publish', () => {
    const merged = (over = {}) =>
      purchase({ type: 'lifeledger.customer.merged.v1', data: { into: 'c-2' }, ...over });
    const voided = (data: object, over = {}) =>
      purchase({ type: 'lifeledger.event.voided.v1', subject: undefined, data, ...over });

    test('a key limited to sources: a single event of another is 403, in a batch it is rejected', async () => {
      const authorization = `Bearer ${await intake.keyFor(['events:write'], ['crm', 'survey'])}`;
      const foreign = purchase();
      const single = await intake.post(ONE, json(foreign), { authorization });
      expect(single.status).toBe(403);
      const message = 'this key may publish for crm, survey only';
      expect(await jsonOf(single)).toMatchObject({ id: foreign.id, errors: [{ path: 'source', message }] });
      const answer = await jsonOf(
        await intake.post(BATCH, json([foreign, purchase({ source: 'crm' })]), { authorization }),
      );
      expect(answer).toMatchObject({ accepted: 1, rejected: 1 });
      expect(answer.results).toEqual([
        { index: 0, id: foreign.id, status: 'rejected', errors: [{ path: 'source', message }] },
      ]);
      expect(await intake.store.find('shop', foreign.id)).toBeNull();
    });

    test('merges and erasures need admin besides', async () => {
      const writer = `Bearer ${await intake.keyFor(['events:write'])}`;
      for (const event of [merged(), merged({ type: 'lifeledger.customer.erased.v1', data: {} })]) {
        const refused = await intake.post(ONE, json(event), { authorization: writer });
        expect(refused.status).toBe(403);
        expect((await jsonOf(refused)).errors).toMatchObject([{ path: 'type' }]);
        expect(await intake.store.find('shop', event.id)).toBeNull();
        expect((await intake.post(ONE, json(event))).status).toBe(200);
      }
      const batch = await jsonOf(await intake.post(BATCH, json([merged()]), { authorization: writer }));
      expect(batch).toMatchObject({ accepted: 0, rejected: 1 });
    });

    test('a void is for its own source, and for admin; a void cannot be voided', async () => {
      const authorization = `Bearer ${await intake.keyFor(['events:write'])}`;
      const event = purchase();
      await intake.post(ONE, json(event));
      const target = { source: 'shop', id: event.id };
      const foreign = await intake.post(ONE, json(voided(target, { source: 'crm' })), { authorization });
      expect(foreign.status).toBe(403);
      expect((await jsonOf(foreign)).errors).toMatchObject([{ path: 'data.source' }]);
      const own = voided(target);
      expect((await intake.post(ONE, json(own), { authorization })).status).toBe(200);
      expect((await intake.post(ONE, json(voided(target, { source: 'crm' })))).status).toBe(200);

      const ofVoid = await intake.post(ONE, json(voided({ source: 'shop', id: own.id })));
      expect(ofVoid.status).toBe(422);
      expect((await jsonOf(ofVoid)).errors).toMatchObject([{ path: 'data.id' }]);
      const early = voided({ source: 'shop', id: 'not-there-yet' });
      const ofEarly = voided({ source: 'shop', id: early.id });
      const answer = await jsonOf(await intake.post(BATCH, json([ofEarly, early])));
      expect(answer).toMatchObject({ accepted: 1, rejected: 1, results: [{ index: 0, id: ofEarly.id }] });
    });
  });
});
