import type { Key } from '../access/index.js';
import type { LedgerEvent } from '../events/index.js';
import { whyForbidden } from './authorise.js';

const key = (over: Partial<Key> = {}): Key => ({
  id: 'k',
  name: 'k',
  scopes: ['events:write'],
  sources: null,
  ...over,
});
const event = (type: string, over: Partial<LedgerEvent> = {}): LedgerEvent => ({
  source: 'shop',
  id: '1',
  type: `lifeledger.${type}.v1`,
  subject: 'c',
  time: 0,
  data: {},
  personal: null,
  ...over,
});
const admin = key({ scopes: ['events:write', 'admin'] });
const crm = ['crm'];

test.each([
  ['any source, without a limit', event('purchase.completed'), key(), null],
  ['its own source', event('purchase.completed', { source: 'crm' }), key({ sources: crm }), null],
  ['another source', event('purchase.completed'), key({ sources: crm }), 'source'],
  ['another source, even for admin', event('purchase.completed'), key({ ...admin, sources: crm }), 'source'],
  ['a merge', event('customer.merged'), key(), 'type'],
  ['a merge by admin', event('customer.merged'), admin, null],
  ['an erasure', event('customer.erased'), key(), 'type'],
  ['an erasure by admin', event('customer.erased'), admin, null],
  ['a registration', event('customer.registered'), key(), null],
  ['a void of its own source', event('event.voided', { data: { source: 'shop', id: '2' } }), key(), null],
  [
    'a void of another source',
    event('event.voided', { data: { source: 'crm', id: '2' } }),
    key(),
    'data.source',
  ],
  [
    'a void of another source by admin',
    event('event.voided', { data: { source: 'crm', id: '2' } }),
    admin,
    null,
  ],
])('%s', (_name, published, by, path) => {
  expect(whyForbidden(published, by)?.path ?? null).toBe(path);
});

test('the message names the sources the key has, the first five of many', () => {
  const sources = ['a', 'b', 'c', 'd', 'e', 'f'];
  expect(whyForbidden(event('fx.rate'), key({ sources }))?.message).toBe(
    'this key may publish for a, b, c, d, e … only',
  );
});
