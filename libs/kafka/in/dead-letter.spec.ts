import { readInput } from '../../intake/index.js';
import type { Rejection } from '../../intake/judge.js';
import { judge } from '../../intake/judge.js';
import { deadLetter } from './dead-letter.js';

const origin = { topic: 'in', partition: 3, offset: '9007199254740993' };
const key = { id: 'k', name: 'k', scopes: ['events:write' as const], sources: null };

/** The letter of what the catalogue itself says of an event. */
function letterOf(text: string) {
  const input = readInput(text);
  const { errors } = judge(input, { key, now: Date.now() * 1000, reportingCurrency: 'EUR' }) as Rejection;
  return deadLetter(input, errors, origin);
}

const registered = (data: object, more: object = {}) =>
  JSON.stringify({
    specversion: '1.0',
    id: 'r-1',
    source: '/crm',
    type: 'lifeledger.customer.registered.v1',
    subject: 'alice@example.com',
    time: '2026-03-02T10:15:00Z',
    data,
    ...more,
  });

test('says who, why and where', () => {
  expect(letterOf(registered({ country: 'Narnia' }))).toEqual({
    source: '/crm',
    id: 'r-1',
    reason: [{ path: 'data.country', message: expect.stringContaining('must be') }],
    origin,
  });
});

test.each([
  [
    'values',
    registered({ country: 'secret', birthYear: 'secret', attributes: 'secret' }, { subject: undefined }),
  ],
  ['names of attributes', registered({ attributes: { secret: 1, 'secret name': 2 } })],
  ['names of unknown fields', registered({ secret: '\0', nested: { secret: '\ud800' } })],
  ['names of extensions', registered({}, { secretExtension: 'x', 'secret extension': 1, secret: {} })],
  ['a type', registered({}, { type: 'secret' })],
  [
    'an id and source that are none',
    registered({}, { id: 'secret'.repeat(50), source: 'no source: secret' }),
  ],
  ['text that is no JSON', '{"name": "secret'],
  ['text that is no JSON either', 'secret'],
  ['an array', '["secret"]'],
])('quotes nothing: %s', (_, text) => {
  expect(text).toContain('secret');
  const letter = letterOf(text);
  expect(letter.reason.length).toBeGreaterThan(0);
  expect(JSON.stringify(letter)).not.toContain('secret');
});

test('a path goes as far as the catalogue knows its names', () => {
  const { reason } = letterOf(registered({ attributes: { 'shoe size': 44 } }));
  expect(reason.map(({ path }) => path)).toEqual(['data.attributes']);
});
