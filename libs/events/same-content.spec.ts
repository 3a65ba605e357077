import { LosslessNumber } from 'lossless-json';
import type { LedgerEvent } from './ledger-event.js';
import { sameContent } from './same-content.js';

const EVENT: LedgerEvent = {
  source: '/shop',
  id: 'p-1',
  type: 'lifeledger.purchase.completed.v1',
  subject: 'customer-1',
  time: 5,
  data: { orderId: 'o', amount: '1' },
  personal: { data: { n: new LosslessNumber('1.10'), list: [1, { a: null }] } },
};

describe('sameContent', () => {
  it.each<[string, Partial<LedgerEvent>]>([
    ['a copy', structuredCloneOf(EVENT)],
    ['another order of members', { data: { amount: '1', orderId: 'o' } }],
  ])('is true for %s', (_case, change) => {
    expect(sameContent(EVENT, { ...EVENT, ...change })).toBe(true);
  });

  it.each<[string, Partial<LedgerEvent>]>([
    ['another type', { type: 'lifeledger.purchase.refunded.v1' }],
    ['another subject', { subject: null }],
    ['another time', { time: 6 }],
    ['another value', { data: { orderId: 'o', amount: '2' } }],
    ['a field more', { data: { orderId: 'o', amount: '1', cost: '1' } }],
    ['a field of another name', { data: { orderId: 'o', cost: '1' } }],
    ['nothing personal', { personal: null }],
    ['another literal', { personal: { data: { n: new LosslessNumber('1.1'), list: [1, { a: null }] } } }],
    ['a number for a literal', { personal: { data: { n: 1.1, list: [1, { a: null }] } } }],
    [
      'a list for an object',
      { personal: { data: { n: new LosslessNumber('1.10'), list: { 0: 1, 1: { a: null } } } } },
    ],
    ['a longer list', { personal: { data: { n: new LosslessNumber('1.10'), list: [1, { a: null }, 2] } } }],
  ])('is false for %s', (_case, change) => {
    expect(sameContent(EVENT, { ...EVENT, ...change })).toBe(false);
    expect(sameContent({ ...EVENT, ...change }, EVENT)).toBe(false);
  });
});

function structuredCloneOf(event: LedgerEvent): LedgerEvent {
  const n = new LosslessNumber('1.10');
  return { ...event, data: { ...event.data }, personal: { data: { n, list: [1, { a: null }] } } };
}
