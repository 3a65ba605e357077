import { contentOf } from '../../intake/event-input.js';
import { readMessage } from './read-message.js';

const STRUCTURED = { 'content-type': Buffer.from('application/cloudevents+json; charset=UTF-8') };
const bytes = (text: string) => Buffer.from(text);

test('structured: the value is the event', () => {
  const value = bytes('{"specversion":"1.0","id":"1","data":{"amount":1.10}}');
  const read = readMessage({ value, headers: STRUCTURED });
  expect(read).toMatchObject({ value: { specversion: '1.0', id: '1' }, suspicious: false });
  // The literal text of a number survives, as over HTTP.
  expect(contentOf(read).toString()).toBe(value.toString());
});

test('structured in spite of ce_* headers, which the binding lets a sender add', () => {
  expect(
    readMessage({ value: bytes('{"id":"1"}'), headers: { ...STRUCTURED, ce_id: bytes('2') } }),
  ).toMatchObject({
    value: { id: '1' },
  });
});

test('without any header of CloudEvents: taken for structured', () => {
  expect(readMessage({ value: bytes('{"id":"1"}') })).toMatchObject({ value: { id: '1' } });
  expect(
    readMessage({
      value: bytes('{"id":"1"}'),
      headers: { 'content-type': bytes('application/json'), trace: bytes('x') },
    }),
  ).toMatchObject({ value: { id: '1' } });
});

test('binary: attributes in headers, extensions too, data in the value, its type in content-type', () => {
  const headers = {
    ce_specversion: bytes('1.0'),
    ce_id: bytes('ä%20b'),
    ce_traceparent: bytes('00-1'),
    'Content-Type': bytes('application/json'),
    other: bytes('kept out'),
  };
  const read = readMessage({ value: bytes('{"orderId":"o-1"}'), headers });
  // Kafka's binding has header values in plain UTF-8: what looks percent-encoded is meant as it is.
  expect({ ...read, value: { ...(read as { value: object }).value } }).toEqual({
    value: {
      specversion: '1.0',
      id: 'ä%20b',
      traceparent: '00-1',
      datacontenttype: 'application/json',
      data: { orderId: 'o-1' },
    },
    suspicious: false,
  });
});

test('binary with a value that is no JSON: its attributes and bytes stay together', () => {
  const read = readMessage({
    value: Buffer.from([0xff, 0x00]),
    headers: { ce_id: bytes('1'), ce_source: bytes('/s') },
  });
  // 0xff 0x00 in base64, worked out by hand: 111111 110000 000000 → "/wA=".
  expect(JSON.parse(contentOf(read).toString())).toEqual({ id: '1', source: '/s', data_base64: '/wA=' });
});

test('binary without a value has no data', () => {
  expect({
    ...(readMessage({ value: null, headers: { ce_id: bytes('1') } }) as { value: object }).value,
  }).toEqual({ id: '1' });
});

test('U+0000 in a header is looked at closely', () => {
  expect(readMessage({ value: bytes('{}'), headers: { ce_id: bytes('a\0b') } })).toMatchObject({
    suspicious: true,
  });
});

test.each<[string, Parameters<typeof readMessage>[0], string]>([
  ['a tombstone', { value: null }, 'has no value'],
  ['bytes that are no text', { value: Buffer.from([0x22, 0xff, 0x22]) }, 'is not valid UTF-8'],
  ['text that is no JSON', { value: bytes('<xml/>') }, 'is no JSON'],
  [
    'another format',
    { value: bytes('x'), headers: { 'content-type': bytes('application/cloudevents+avro') } },
    'content-type',
  ],
  [
    'a batch',
    { value: bytes('[]'), headers: { 'content-type': bytes('application/cloudevents-batch+json') } },
    'content-type',
  ],
  [
    'a header twice',
    { value: bytes('{}'), headers: { ce_id: [bytes('1'), bytes('2')] } },
    'the header ce_id once',
  ],
  [
    'a header in two spellings',
    { value: bytes('{}'), headers: { ce_id: bytes('1'), CE_ID: bytes('1') } },
    'once',
  ],
  [
    'data in a header',
    { value: bytes('{}'), headers: { ce_data: bytes('1') } },
    'must not have the header ce_data',
  ],
  [
    'a header that is no text',
    { value: bytes('{}'), headers: { ce_id: Buffer.from([0xff]) } },
    'ce_id in UTF-8',
  ],
])('%s is unreadable, and kept as it came', (_, message, fault) => {
  const read = readMessage(message);
  expect(read).toMatchObject({ fault: expect.stringContaining(fault) });
  expect(contentOf(read)).toEqual(message.value ?? Buffer.alloc(0));
});

test('more than 1 MiB: the first part is kept, and how long it was', () => {
  const read = readMessage({ value: Buffer.alloc(1024 * 1024 + 1, 'x') });
  expect(read).toMatchObject({ fault: 'must be at most 1 MiB of JSON', contentLength: 1024 * 1024 + 1 });
  expect(contentOf(read).length).toBe(1024 * 1024);
});
