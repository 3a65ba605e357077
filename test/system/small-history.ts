import { event } from './run-system.js';

/*
 * A small history. Reporting in USD and UTC; goods cost 40 % where a purchase does
 * not say; a voice contact costs 4.50, a chat 1.20. All at noon of 2024.
 *
 *   Jan 10  Ann, as "ann-old", buys o1: tea by web, 100.00 USD                     cost 40 % = 40.00
 *   Jan 12  Ann, as "ann-old", calls; resolved Jan 13 at a cost of 7.00            overrides the 4.50
 *   Jan 20  Bob buys o2: a pot in the shop, 50.00 USD                              cost 20.00
 *   Feb  1  Bob chats                                                              1.20
 *   Feb  5  Ann buys o3, two lines: tea by web, 30.00 EUR; a cup by app, 10.00 USD
 *           one EUR is 1.10 USD since Jan 1, 1.50 from Feb 6:                      33.00 USD, cost 40 % of 30 EUR = 13.20 USD
 *                                                                                  10.00 USD, cost 14.00
 *   Feb 15  25.00 of o1 are refunded, 10.00 of its cost recovered
 *   Feb  1  15.00 of the cup are refunded, dated before it: 10.00 of it count, at Feb 5; 5.00 are too much
 *   Feb 21  Ann's complaint of Feb 20 is resolved with 5.00
 *   Mar  1  Bob buys o4, 20.00 GBP, which has no rate
 *   Mar  2  Cy buys o5, 99.00 USD, published in error and voided
 *   "ann-old" is merged into Ann; Ann is gold, Bob basic.
 */

/** Variables under which the figures are those of the story. */
export const SETTINGS = { DEFAULT_COST_RATE: '0.4', UNIT_COSTS: 'voice=4.50,chat=1.20' };

const noon = (day: string) => `2024-${day}T12:00:00Z`;
const purchase = (id: string, subject: string, day: string, data: object) =>
  event('purchase.completed', id, subject, noon(day), { orderId: id, ...data });
const rate = (date: string, value: string) =>
  event('fx.rate', date, undefined, noon('01-01'), { from: 'EUR', to: 'USD', rate: value, date });

/** In an order that is not that of time: voids, refunds and merges first. */
export const SMALL_HISTORY: readonly object[] = [
  event('event.voided', 'void-o5', undefined, noon('03-03'), { source: 'shop', id: 'o5' }),
  event('purchase.refunded', 'r1', 'ann-old', noon('02-15'), {
    orderId: 'o1',
    refundId: 'r1',
    amount: '25.00',
    cost: '10.00',
  }),
  event('purchase.refunded', 'r2', 'ann', noon('02-01'), {
    orderId: 'o3',
    lineId: 'cup',
    refundId: 'r2',
    amount: '15.00',
  }),
  event('customer.merged', 'm1', 'ann-old', noon('04-01'), { into: 'ann' }),
  purchase('o1', 'ann-old', '01-10', { amount: '100.00', channel: 'web', product: 'tea' }),
  purchase('o2', 'bob', '01-20', { amount: '50.00', cost: '20.00', channel: 'in-person', product: 'pot' }),
  purchase('o3-tea', 'ann', '02-05', {
    orderId: 'o3',
    lineId: 'tea',
    amount: '30.00',
    currency: 'EUR',
    channel: 'web',
    product: 'tea',
  }),
  purchase('o3-cup', 'ann', '02-05', {
    orderId: 'o3',
    lineId: 'cup',
    amount: '10.00',
    cost: '14.00',
    channel: 'app',
    product: 'cup',
  }),
  purchase('o4', 'bob', '03-01', { amount: '20.00', currency: 'GBP' }),
  purchase('o5', 'cy', '03-02', { amount: '99.00' }),
  event('contact.received', 'c1', 'ann-old', noon('01-12'), { contactId: 'c1', channel: 'voice' }),
  event('contact.resolved', 'c1-done', 'ann-old', noon('01-13'), { contactId: 'c1', cost: '7.00' }),
  event('contact.received', 'c2', 'bob', noon('02-01'), { contactId: 'c2', channel: 'chat' }),
  event('complaint.opened', 'k1', 'ann', noon('02-20'), { complaintId: 'k1', channel: 'email' }),
  event('complaint.resolved', 'k1-done', 'ann', noon('02-21'), { complaintId: 'k1', compensation: '5.00' }),
  event('customer.registered', 'ann', 'ann', noon('01-01'), { segment: 'gold' }),
  event('customer.registered', 'bob', 'bob', noon('01-01'), { segment: 'basic' }),
  rate('2024-02-06', '1.50'),
  rate('2024-01-01', '1.10'),
];
