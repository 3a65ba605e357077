import { LosslessNumber } from 'lossless-json';
import { catalogue, findEventType } from './catalogue.js';
import type { FieldError } from './ledger-event.js';
import { parseEvent } from './parse-event.js';

/** The catalogue as documented: `?` optional, `!` personal, and the kind of each field. */
const DOCUMENTED: Record<string, string> = {
  'customer.registered': 'segment?:name country?:country birthYear?!:birthYear attributes?!:strings',
  'customer.acquired': 'channel:name campaign?:name',
  'customer.merged': 'into:id',
  'customer.erased': 'reason?!:text',
  'lead.captured': 'channel:name campaign?:name',
  'acquisition.spend':
    'spendId?:id channel:name campaign?:name amount:amount currency?:currency from:date to:date',
  'purchase.completed':
    'orderId:id lineId?:id amount:amount cost?:amount currency?:currency channel?:channel product?:name quantity?:quantity',
  'purchase.refunded': 'orderId:id lineId?:id refundId:id amount:amount cost?:amount currency?:currency',
  'subscription.started': 'subscriptionId:id plan:name mrr:amount currency?:currency',
  'subscription.changed': 'subscriptionId:id plan?:name mrr:amount',
  'subscription.cancelled': 'subscriptionId:id reason?!:text voluntary?:flag',
  'contact.received': 'contactId:id channel:channel topic?:name touchpoint?:name product?:name',
  'contact.answered': 'contactId:id employee?:name',
  'contact.transferred': 'contactId:id employee?:name',
  'contact.resolved': 'contactId:id cost?:amount currency?:currency',
  'complaint.opened': 'complaintId:id channel:channel topic?:name product?:name orderId?:id contactId?:id',
  'complaint.answered': 'complaintId:id employee?:name',
  'complaint.resolved': 'complaintId:id outcome?:outcome compensation?:amount currency?:currency',
  'complaint.reopened': 'complaintId:id reason?!:text',
  'survey.sent': 'responseId:id kind:surveyKind touchpoint?:name product?:name employee?:name about?:about',
  'survey.answered':
    'responseId:id kind:surveyKind score:cesScore min?:scaleMin max?:scaleMax higherIsEasier?:flag touchpoint?:name product?:name employee?:name comment?!:text about?:about',
  'mention.published':
    'mentionId:id network:name authorKind:authorKind sentiment:sentiment recommends?:flag reach?:count product?:name',
  'content.engagement':
    'postId:id network:name followers:count likes?:count comments?:count shares?:count reactions?:count',
  'fx.rate': 'from:currency to:currency rate:rate date:date',
  'event.voided': 'source:source id:id reason?!:text',
};
const WITHOUT_SUBJECT = ['acquisition.spend', 'content.engagement', 'fx.rate', 'event.voided'];

const CHANNELS =
  'voice, ivr, email, chat, messenger, sms, social, web, app, self-service, in-person, post, other';
const AUTHORS = 'customer, former-customer, employee, competitor-customer, non-customer';
const AMOUNT =
  'an amount such as "29.33": not negative, up to 4 decimal places, at most 15 digits before the point';
const BIG = new LosslessNumber('9007199254740993');

/** What each kind says it allows, and values it must not accept. */
const KINDS: Record<string, { allowed: string; missing?: string; wrong: unknown[] }> = {
  id: {
    allowed: 'a string of 1 to 200 characters',
    wrong: ['', 'x'.repeat(201), '😀'.repeat(201), 5, {}, []],
  },
  name: { allowed: 'a string of 1 to 500 characters', wrong: ['', 'x'.repeat(501), 5, true, {}] },
  text: { allowed: 'a string', wrong: [5, true, {}, []] },
  country: {
    allowed: 'an ISO 3166-1 alpha-2 country code in capitals such as "DE"',
    wrong: ['XX', 'UK', 'EU', 'de', 'DEU', '', 49],
  },
  currency: {
    allowed: 'an ISO 4217 currency code in capitals such as "USD"',
    wrong: ['XXX', 'XTS', 'ABC', 'usd', 'US', '', 840],
  },
  amount: {
    allowed: AMOUNT,
    wrong: [
      '-1',
      '-0.01',
      '1.23456',
      '1234567890123456',
      '1e3',
      '1,50',
      '1.',
      '.5',
      '',
      ' 1',
      '+1',
      -1,
      1.23456,
      1e21,
      new LosslessNumber('1e2'),
      new LosslessNumber('-0'),
      new LosslessNumber('1.00000'),
      true,
      {},
      Number.NaN,
    ],
  },
  rate: {
    allowed: 'a decimal string above 0 such as "1.0842", up to 15 digits before the point and 18 after it',
    wrong: ['0', '0.000', '-1', '1e3', '', '1.', 1.0842, `1.${'1'.repeat(19)}`],
  },
  date: {
    allowed: 'a date of the calendar, YYYY-MM-DD',
    wrong: ['2026-02-29', '2026-3-1', '01.03.2026', '', 20260301],
  },
  channel: { allowed: `one of ${CHANNELS}`, wrong: ['phone', 'Voice', '', 1, ['voice']] },
  outcome: { allowed: 'one of accepted, rejected', wrong: ['open', '', true] },
  surveyKind: { allowed: 'one of csat, nps, ces', wrong: ['NPS', '', 1] },
  authorKind: { allowed: `one of ${AUTHORS}`, wrong: ['bot', ''] },
  sentiment: { allowed: 'one of positive, neutral, negative', wrong: ['good', 1] },
  flag: { allowed: 'true or false', wrong: ['true', 1, 0, ''] },
  count: { allowed: 'a whole number from 0 to 1000000000000', wrong: [-1, 1.5, '5', BIG, 1e12 + 1, true] },
  birthYear: { allowed: 'a whole number from 1850 to 2100', wrong: [1849, 2101, 1984.5, '1984'] },
  quantity: {
    allowed: 'a number from 0 to 1000000000 with up to 4 decimal places',
    wrong: [-1, 1.23456, 1_000_000_001, '1', true],
  },
  cesScore: {
    allowed: 'a whole number from 1 to 7',
    missing: 'a whole number on the scale of the survey',
    wrong: [0, 8, 4.5, '4', true],
  },
  scaleMin: { allowed: 'a whole number below max', wrong: [7, 8, 1.5, '1'] },
  scaleMax: { allowed: 'a whole number above min', wrong: [6.5, '7'] },
  strings: { allowed: 'a flat object whose values are strings', wrong: ['a', ['a'], 5] },
  about: {
    allowed: 'an object with exactly one of contactId, complaintId, orderId',
    wrong: [
      {},
      { contactId: null },
      { contactId: 'a', orderId: 'b' },
      { other: 'a' },
      'contact-1',
      ['contact-1'],
    ],
  },
  source: {
    allowed: 'a URI reference of 1 to 200 characters such as "/shop"',
    wrong: ['', 'a b', 'ä', '%zz', 'a#b#c', '1a:b', '<shop>', '//ä@[::1]', 'a[b]', `/${'x'.repeat(200)}`, 5],
  },
};

const documented = Object.entries(DOCUMENTED).map(([name, fields]) => ({
  name,
  fields: fields.split(' ').map((text) => {
    const [, field, optional, personal, kind] = /^(\w+)(\??)(!?):(\w+)$/.exec(text)!;
    return { field, optional: optional === '?', personal: personal === '!', kind };
  }),
}));

const CONTEXT = { now: Date.UTC(2026, 2, 2, 12) * 1000, reportingCurrency: 'USD' };

function errorsWith(name: string, change: Record<string, unknown>): FieldError[] {
  const { example } = findEventType(`lifeledger.${name}.v1`)!;
  const parsed = parseEvent({ ...example, data: { ...(example.data as object), ...change } }, CONTEXT);
  return parsed.ok ? [] : parsed.errors;
}

describe('the catalogue', () => {
  it('holds the documented types, all at version 1, each with its class and a description', () => {
    expect(catalogue.map(({ name }) => name)).toEqual(Object.keys(DOCUMENTED));
    for (const { name, type, version, eventClass, description, fields } of catalogue) {
      expect({ type, version }).toEqual({ type: `lifeledger.${name}.v1`, version: 1 });
      expect(eventClass.name.toLowerCase()).toBe(name.replace('.', ''));
      expect(description).toMatch(/\.$/);
      for (const field of fields) expect(field.description).toMatch(/[.…]$/);
    }
  });

  it.each(documented)('$name has the documented fields', ({ name, fields }) => {
    const entry = findEventType(`lifeledger.${name}.v1`)!;
    expect(
      entry.fields.map(({ name: field, optional, personal }) => ({ field, optional, personal })),
    ).toEqual(fields.map(({ field, optional, personal }) => ({ field, optional, personal })));
    expect(Object.keys(entry.example.data as object)).toEqual(fields.map(({ field }) => field));
  });

  it.each(documented)(
    '$name: the example is accepted, with and without what is optional',
    ({ name, fields }) => {
      expect(errorsWith(name, {})).toEqual([]);
      const optional = fields.filter((field) => field.optional).map(({ field }) => field);
      expect(errorsWith(name, Object.fromEntries(optional.map((field) => [field, undefined])))).toEqual([]);
      expect(errorsWith(name, Object.fromEntries(optional.map((field) => [field, null])))).toEqual([]);
    },
  );

  it.each(documented)('$name: the subject is required or forbidden as documented', ({ name }) => {
    const { example } = findEventType(`lifeledger.${name}.v1`)!;
    if (WITHOUT_SUBJECT.includes(name)) {
      expect(parseEvent({ ...example, subject: 'customer-1' }, CONTEXT)).toMatchObject({
        errors: [
          { path: 'subject', message: `must be left out: lifeledger.${name}.v1 belongs to no customer` },
        ],
      });
    } else {
      for (const subject of [undefined, null, '', 5, 'x'.repeat(201)]) {
        const parsed = parseEvent({ ...example, subject }, CONTEXT);
        expect(parsed).toMatchObject({ ok: false, errors: [{ path: 'subject' }] });
        expect(parsed.ok || parsed.errors).toHaveLength(1);
      }
    }
  });

  const cases = documented.flatMap(({ name, fields }) => fields.map((field) => ({ name, ...field })));
  it.each(cases)('$name: $field is checked as $kind', ({ name, field, optional, kind }) => {
    const { allowed, missing, wrong } = KINDS[kind];
    const path = `data.${field}`;
    const absent = optional ? [] : [{ path, message: `is required: ${missing ?? allowed}` }];
    expect(errorsWith(name, { [field]: undefined })).toEqual(absent);
    expect(errorsWith(name, { [field]: null })).toEqual(absent);
    for (const value of wrong) {
      expect([value, errorsWith(name, { [field]: value })]).toEqual([
        value,
        [{ path, message: `must be ${allowed}` }],
      ]);
    }
  });

  it.each([
    ['purchase.completed', { amount: '0', cost: 0, quantity: 0.25 }],
    ['purchase.completed', { amount: '999999999999999.9999', orderId: 'x'.repeat(200) }],
    ['purchase.completed', { orderId: '😀'.repeat(200), amount: new LosslessNumber('29.30') }],
    ['purchase.completed', { currency: 'DEM' }],
    ['customer.registered', { attributes: {}, birthYear: new LosslessNumber('1984.0') }],
    ['content.engagement', { followers: 0, likes: 1e12 }],
    ['fx.rate', { rate: '0.000000000000000001' }],
    ['event.voided', { source: 'https://user@shop.example:8080/a;b/c?d=/e#f', reason: '' }],
    ['event.voided', { source: 'urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66' }],
    ['event.voided', { source: '//me@[2001:db8::1]:80/x' }],
    ['survey.sent', { about: { orderId: 'order-1', contactId: null, note: 'kept' } }],
  ])('%s accepts %j', (name, change) => {
    expect(errorsWith(name, change)).toEqual([]);
  });
});

describe('rules between fields', () => {
  it('names the members of attributes that are no strings', () => {
    const attributes = { good: 'a', plain: 5, 'x y': null, 'a"b': {}, '': 1 };
    expect(errorsWith('customer.registered', { attributes })).toEqual([
      { path: 'data.attributes.plain', message: 'must be a string' },
      { path: 'data.attributes["x y"]', message: 'must be a string' },
      { path: 'data.attributes["a\\"b"]', message: 'must be a string' },
      { path: 'data.attributes[""]', message: 'must be a string' },
    ]);
  });

  it('looks inside about', () => {
    expect(errorsWith('survey.answered', { about: { contactId: 5 } })).toEqual([
      { path: 'data.about.contactId', message: 'must be a string of 1 to 200 characters' },
    ]);
  });

  it('lets an acquisition spend end on its first day or later, within 3660 days', () => {
    const message = 'must be from or a later day, at most 3660 days in all';
    const spend = (from: string, to: string) => errorsWith('acquisition.spend', { from, to });
    expect(spend('2026-03-01', '2026-03-01')).toEqual([]);
    expect(spend('2026-03-02', '2026-03-01')).toEqual([{ path: 'data.to', message }]);
    // From 2020-01-01, day 3,660 is 2030-01-07 (ten years of which 2020, 2024 and 2028 are leap: 3,653 days).
    expect(spend('2020-01-01', '2030-01-07')).toEqual([]);
    expect(spend('2020-01-01', '2030-01-08')).toEqual([{ path: 'data.to', message }]);
    expect(spend('nonsense', '2026-03-01')).toEqual([
      { path: 'data.from', message: 'must be a date of the calendar, YYYY-MM-DD' },
    ]);
  });

  it('wants two currencies for a rate', () => {
    expect(errorsWith('fx.rate', { from: 'USD', to: 'USD' })).toEqual([
      { path: 'data.to', message: 'must differ from from' },
    ]);
  });

  const scale = (kind: string, score: unknown, min?: unknown, max?: unknown) =>
    errorsWith('survey.answered', { kind, score, min, max }).map(({ path, message }) => `${path} ${message}`);
  it.each([
    [['csat', 1]],
    [['csat', 5]],
    [['csat', 100, 0, 100]],
    [['csat', -2, -3, 3]],
    [['csat', 10, undefined, 10]],
    [['nps', 0]],
    [['nps', 10]],
    [['nps', 1, 1, 10]],
    [['nps', 1, 1]],
    [['nps', 0, 0, 10]],
    [['ces', 1]],
    [['ces', 7]],
    [['ces', 5, 1, 5]],
    [['ces', new LosslessNumber('5.0'), 1, 5]],
  ])('%j fits its scale', ([kind, score, min, max]) => {
    expect(scale(kind as string, score, min, max)).toEqual([]);
  });
  it.each([
    [['csat', 0], ['data.score must be a whole number from 1 to 5']],
    [['csat', 6], ['data.score must be a whole number from 1 to 5']],
    [['nps', -1], ['data.score must be a whole number from 0 to 10']],
    [['nps', 11], ['data.score must be a whole number from 0 to 10']],
    [['nps', 0, 1, 10], ['data.score must be a whole number from 1 to 10']],
    [['nps', 3, 2, 10], ['data.min must be 0 or 1 for nps']],
    [['nps', 3, 1, 5], ['data.max must be 10 for nps']],
    [['nps', 50, 0, 100], ['data.max must be 10 for nps']],
    [['ces', 8], ['data.score must be a whole number from 1 to 7']],
    [['ces', 6, 1, 5], ['data.score must be a whole number from 1 to 5']],
    [['csat', 3, 5, 1], ['data.min must be a whole number below max']],
    [['csat', 3, 3, 3], ['data.min must be a whole number below max']],
    [['csat', 3, 5], ['data.min must be a whole number below max']],
    [['csat', 3, undefined, 1], ['data.max must be a whole number above min']],
    [
      ['stars', 3.5],
      ['data.kind must be one of csat, nps, ces', 'data.score must be a whole number'],
    ],
  ])('%j is told %j', ([kind, score, min, max], errors) => {
    expect(scale(kind as string, score, min, max)).toEqual(errors);
  });
});
