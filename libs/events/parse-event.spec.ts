import { LosslessNumber } from 'lossless-json';
import { findEventType } from './catalogue.js';
import { parseJson, stringifyJson } from './json.js';
import { parseEvent } from './parse-event.js';

const NOON = Date.UTC(2026, 2, 2, 12) * 1000;
const CONTEXT = { now: NOON, reportingCurrency: 'EUR' };
const HOUR = 3_600_000_000;
const PURCHASE = {
  specversion: '1.0',
  id: 'p-1',
  source: '/shop',
  type: 'lifeledger.purchase.completed.v1',
  subject: 'customer-1',
  time: '2026-03-02T10:15:00Z',
  data: { orderId: 'order-1', amount: '29.3' },
};

const purchase = (change: Record<string, unknown>) => parseEvent({ ...PURCHASE, ...change }, CONTEXT);
const purchaseWith = (data: Record<string, unknown>) => purchase({ data: { ...PURCHASE.data, ...data } });
const text = (json: string) => {
  const { value, suspicious } = parseJson(json);
  return parseEvent(value, { ...CONTEXT, suspicious });
};

describe('parseEvent', () => {
  it('takes a valid event apart', () => {
    expect(
      purchase({
        datacontenttype: 'application/json',
        correlationid: 'c-1',
        position: '5',
        recordedtime: 'whenever',
        data: { ...PURCHASE.data, note: 'hello' },
      }),
    ).toEqual({
      ok: true,
      event: {
        source: '/shop',
        id: 'p-1',
        type: 'lifeledger.purchase.completed.v1',
        subject: 'customer-1',
        time: NOON - 1.75 * HOUR,
        data: { orderId: 'order-1', amount: '29.3', currency: 'EUR' },
        personal: { data: { note: 'hello' }, extensions: { correlationid: 'c-1' } },
      },
    });
  });

  it('has no personal part without personal fields, unknown fields and extensions', () => {
    expect(purchase({})).toMatchObject({ ok: true, event: { personal: null } });
  });

  it.each([null, 5, 'text', [], [PURCHASE], new LosslessNumber('1.0')])(
    'wants an object, not %j',
    (input) => {
      expect(parseEvent(input, CONTEXT)).toEqual({
        ok: false,
        errors: [{ path: '', message: 'must be a CloudEvent: a JSON object' }],
      });
    },
  );

  const TIME =
    'an RFC 3339 date-time with offset such as "2026-03-02T10:15:00Z", ' +
    "from the year 1700 to 24 hours ahead of the server's clock";
  const EXTENSION_NAME =
    'must have a name of lower-case letters and digits, as extensions of CloudEvents have';
  const EXTENSION_VALUE = 'must be a string, a number, true or false, as extensions of CloudEvents are';
  it.each([
    [{ specversion: '0.3' }, 'specversion', 'must be "1.0"'],
    [{ specversion: undefined }, 'specversion', 'is required: "1.0"'],
    [{ id: undefined }, 'id', 'is required: a string of 1 to 200 characters'],
    [{ id: '' }, 'id', 'must be a string of 1 to 200 characters'],
    [{ id: 5 }, 'id', 'must be a string of 1 to 200 characters'],
    [{ source: undefined }, 'source', 'is required: a URI reference of 1 to 200 characters such as "/shop"'],
    [{ source: 'the shop' }, 'source', 'must be a URI reference of 1 to 200 characters such as "/shop"'],
    [{ type: undefined }, 'type', 'is required: a type of the catalogue'],
    [{ type: 5 }, 'type', 'must be a type of the catalogue'],
    [{ subject: undefined }, 'subject', "is required: the customer's id, a string of 1 to 200 characters"],
    [{ subject: 7 }, 'subject', "must be the customer's id, a string of 1 to 200 characters"],
    [{ time: undefined }, 'time', `is required: ${TIME}`],
    [{ time: '2026-03-02T10:15:00' }, 'time', `must be ${TIME}`],
    [{ time: 1772446500 }, 'time', `must be ${TIME}`],
    [{ time: '2026-03-03T12:00:00.000001Z' }, 'time', "must be at most 24 hours ahead of the server's clock"],
    [{ datacontenttype: 'text/xml' }, 'datacontenttype', 'must be application/json, or left out'],
    [{ data: undefined }, 'data', 'is required: a JSON object with the fields of the type'],
    [{ data: [] }, 'data', 'must be a JSON object with the fields of the type'],
    [{ data: '{}' }, 'data', 'must be a JSON object with the fields of the type'],
    [{ data_base64: 'e30=' }, 'data_base64', 'must be left out: data is a JSON object'],
    [{ traceParent: 'x' }, 'traceParent', EXTENSION_NAME],
    [{ 'trace parent': 'x' }, '["trace parent"]', EXTENSION_NAME],
    [{ trace: {} }, 'trace', EXTENSION_VALUE],
    [{ trace: ['x'] }, 'trace', EXTENSION_VALUE],
  ])('rejects %j', (change, path, message) => {
    expect(purchase(change)).toMatchObject({ ok: false, errors: [{ path, message }] });
    expect((purchase(change) as { errors: unknown[] }).errors).toHaveLength(1);
  });

  it('reports everything at once, with the id', () => {
    const parsed = parseEvent(
      { ...PURCHASE, specversion: '2', source: '', subject: undefined, time: 'now', data: { amount: -1 } },
      CONTEXT,
    );
    expect(parsed).toMatchObject({ ok: false, id: 'p-1' });
    expect((parsed as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual([
      'specversion',
      'source',
      'subject',
      'time',
      'data.orderId',
      'data.amount',
    ]);
  });

  it('stops telling after a hundred errors', () => {
    const attributes = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`a${i}`, i]));
    const registered = { type: 'lifeledger.customer.registered.v1', data: { attributes }, id: '', time: '' };
    const { errors } = purchase(registered) as { errors: unknown[] };
    expect(errors).toHaveLength(101);
    expect(errors[100]).toEqual({ path: '', message: 'and 2 more' });
  });

  it.each([
    ['lifeledger.purchase.completed.v2', 'lifeledger.purchase.completed.v1 is'],
    ['purchase.completed', 'lifeledger.purchase.completed.v1 is'],
    ['Lifeledger.Purchase.Completed.V1', 'lifeledger.purchase.completed.v1 is'],
    ['lifeledger.purchase.done.v1', 'lifeledger.purchase.completed.v1, lifeledger.purchase.refunded.v1 are'],
  ])('suggests for the type %s what was meant', (type, meant) => {
    const message = `must be a type of the catalogue: "${type}" is none, ${meant}`;
    expect(purchase({ type })).toMatchObject({ errors: [{ path: 'type', message }] });
  });

  it('lists all types where none is near', () => {
    const parsed = purchase({ type: 'com.example.order' }) as { errors: { message: string }[] };
    expect(parsed.errors[0].message.match(/lifeledger\./g)).toHaveLength(25);
  });

  it('takes a time up to 24 hours ahead', () => {
    expect(purchase({ time: '2026-03-03T12:00:00Z' })).toMatchObject({ ok: true });
    expect(purchase({ time: '2026-03-03T14:00:00+02:00' })).toMatchObject({ ok: true });
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON', null])(
    'takes the content type %s',
    (type) => {
      expect(purchase({ datacontenttype: type })).toMatchObject({ ok: true });
    },
  );

  it('takes null for left out', () => {
    const spend = findEventType('lifeledger.acquisition.spend.v1')!.example;
    expect(parseEvent({ ...spend, subject: null, trace: null }, CONTEXT)).toMatchObject({
      ok: true,
      event: { subject: null, personal: null },
    });
    expect(purchaseWith({ cost: null })).toEqual(purchase({}));
  });
});

describe('what parseEvent stores', () => {
  it.each([
    ['"29.3"', '29.3'],
    ['"29.30"', '29.30'],
    ['29.3', '29.3'],
    ['29.30', '29.30'],
    ['0', '0'],
    ['999999999999999.9999', '999999999999999.9999'],
    ['"007.50"', '7.50'],
    ['"000"', '0'],
  ])('keeps the digits of an amount of %s', (literal, amount) => {
    const parsed = text(JSON.stringify(PURCHASE).replace('"29.3"', literal));
    expect(parsed).toMatchObject({ ok: true, event: { data: { amount } } });
  });

  it.each([
    ['contact.resolved', { contactId: 'c' }, undefined],
    ['contact.resolved', { contactId: 'c', cost: '1' }, 'EUR'],
    ['contact.resolved', { contactId: 'c', cost: '1', currency: 'GBP' }, 'GBP'],
    ['complaint.resolved', { complaintId: 'c' }, undefined],
    ['complaint.resolved', { complaintId: 'c', compensation: 5 }, 'EUR'],
    ['subscription.started', { subscriptionId: 's', plan: 'p', mrr: '5' }, 'EUR'],
    ['subscription.changed', { subscriptionId: 's', mrr: '5' }, undefined],
  ])('gives %s with %j the currency %s', (name, data, currency) => {
    const parsed = purchase({ type: `lifeledger.${name}.v1`, data });
    expect((parsed as { event: { data: object } }).event.data).toEqual({
      ...data,
      ...('compensation' in data && { compensation: '5' }),
      ...(currency && { currency }),
    });
  });

  it('keeps personal fields and what it does not know apart', () => {
    const data = {
      responseId: 'r',
      kind: 'csat',
      score: new LosslessNumber('5.0'),
      comment: 'fine',
      about: { orderId: 'o', note: 'n' },
      mood: 'good',
    };
    expect(purchase({ type: 'lifeledger.survey.answered.v1', data })).toMatchObject({
      event: {
        data: { responseId: 'r', kind: 'csat', score: 5, about: { orderId: 'o' } },
        personal: { data: { comment: 'fine', about: { note: 'n' }, mood: 'good' } },
      },
    });
  });

  it('keeps unknown fields with their literal text, __proto__ too', () => {
    const unknown = '{"a":1.10,"b":12345678901234567890,"c":[1.0,null],"__proto__":{"x":-0}}';
    const parsed = text(
      JSON.stringify(PURCHASE).replace('"amount":"29.3"}', `"amount":29.3,${unknown.slice(1)}`),
    );
    expect(parsed).toMatchObject({ ok: true });
    if (parsed.ok) expect(stringifyJson(parsed.event.personal!.data)).toBe(unknown);
  });

  it('takes unknown fields of up to 32 levels', () => {
    const nested = (levels: number) => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
    expect(purchaseWith({ deep: nested(32) })).toMatchObject({ ok: true });
    expect(purchaseWith({ 'too deep': nested(33) })).toMatchObject({
      errors: [{ path: 'data["too deep"]', message: 'must nest at most 32 levels deep' }],
    });
  });
});

describe('text that cannot be stored', () => {
  const MESSAGE = 'must hold neither the character U+0000 nor a lone surrogate';
  it.each([
    ['"p-1"', '"p\\u0000"', 'id', MESSAGE],
    ['"order-1"', '"\\ud800"', 'data.orderId', MESSAGE],
    ['"order-1"', '"\ud800"', 'data.orderId', MESSAGE],
    ['"amount"', '"x":{"y z":["a","\\udfff"]},"amount"', 'data.x["y z"][1]', MESSAGE],
    ['"amount"', '"x":{"k\\u0000":1},"amount"', 'data.x["k\\u0000"]', `the key ${MESSAGE}`],
    ['"amount"', '"\\ud83d":1,"amount"', 'data["\\ud83d"]', `the key ${MESSAGE}`],
    ['"id"', '"trace":"\\u0000","id"', 'trace', MESSAGE],
  ])('%s as %j is rejected at %s', (part, replacement, path, message) => {
    const parsed = text(JSON.stringify(PURCHASE).replace(part, replacement));
    expect(parsed).toMatchObject({ ok: false, errors: [{ path, message }] });
    expect('id' in parsed).toBe(path !== 'id');
  });

  it('is looked for unless the text was seen to be clean', () => {
    expect(purchaseWith({ orderId: 'a\0' })).toMatchObject({ ok: false, errors: [{ path: 'data.orderId' }] });
  });

  it('does not matter in what is dropped, nor as a pair of surrogates or an escaped backslash', () => {
    expect(purchase({ position: '\0', recordedtime: { x: '\ud800' } })).toMatchObject({ ok: true });
    expect(text(JSON.stringify(PURCHASE).replace('order-1', '\\ud83d\\ude00'))).toMatchObject({
      ok: true,
      event: { data: { orderId: '😀' } },
    });
    expect(text(JSON.stringify(PURCHASE).replace('order-1', '\\\\u0000'))).toMatchObject({ ok: true });
  });
});
