import type { RecordedEvent } from '../../events/index.js';
import { outboundMessage } from './outbound-message.js';

const recorded: RecordedEvent = {
  position: 1024,
  stream: 'customer-c-1',
  revision: 3,
  source: '/crm',
  id: 'r-1',
  type: 'lifeledger.customer.registered.v1',
  subject: 'c-1',
  time: Date.parse('2026-03-02T10:15:00Z') * 1000,
  recordedTime: Date.parse('2026-03-02T10:15:01Z') * 1000,
  data: { country: 'DE' },
  personal: { data: { birthYear: 1970, hobby: 'chess' }, extensions: { traceparent: '00-1' } },
};

test('a structured CloudEvent, keyed by customer, position in a header, nothing personal', () => {
  const { key, value, headers } = outboundMessage(recorded);
  expect(key).toBe('c-1');
  expect(headers).toEqual({
    'content-type': 'application/cloudevents+json; charset=UTF-8',
    position: '1024',
  });
  expect(JSON.parse(value)).toEqual({
    specversion: '1.0',
    id: 'r-1',
    source: '/crm',
    type: 'lifeledger.customer.registered.v1',
    subject: 'c-1',
    time: '2026-03-02T10:15:00Z',
    datacontenttype: 'application/json',
    position: '1024',
    recordedtime: '2026-03-02T10:15:01Z',
    data: { country: 'DE' },
  });
});

test('an event of no customer has no key, and its place', () => {
  expect(outboundMessage({ ...recorded, subject: null, personal: null })).toMatchObject({
    key: null,
    partition: 0,
  });
});
