import type { Customer } from './customers.js';
import { amount } from './market.js';
import { DAY, HOUR, monthStart } from './months.js';
import type { Telling } from './publication.js';

/** Second accounts of a month that turn out to be a known customer's, and purchases booked twice. */
const SECOND_ACCOUNTS = 6;
const BOOKED_TWICE = 5;

/** What goes wrong in a month and is put right later: second accounts that are merged, bookings that are voided. */
export function tellCorrections(telling: Telling, anybody: () => Customer, month: number): void {
  const { chance, next, publish } = telling;
  for (let number = 0; number < SECOND_ACCOUNTS; number++) {
    const customer = anybody();
    // Figures of the study are left alone.
    if (customer.story) continue;
    const subject = `fernruf-${next('second-account')}`;
    const at = Math.max(monthStart(month), customer.since + DAY) + chance.whole(0, 15 * DAY);
    purchase(telling, subject, customer, at);
    const merge = (into: string, id: string, days: number) =>
      publish({
        type: 'customer.merged',
        id: `${id}-${subject}`,
        source: 'crm',
        subject,
        at: at + days * DAY,
        data: { into },
      });
    // Now and then it is taken for somebody else's first; the latest merge counts.
    if (number === 0) merge(`${customer.id}-mistaken`, 'merged-by-mistake', 20);
    merge(customer.id, 'merged', 40);
  }
  for (let number = 0; number < BOOKED_TWICE; number++) {
    const customer = anybody();
    if (customer.story) continue;
    const at = Math.max(monthStart(month), customer.since + DAY) + chance.whole(0, 25 * DAY);
    purchase(telling, customer.id, customer, at);
    const id = purchase(telling, customer.id, customer, at + HOUR);
    publish({
      type: 'event.voided',
      id: `voided-${id}`,
      source: 'shop',
      at: at + 2 * DAY,
      data: { source: '/fernruf/shop', id, reason: 'booked twice' },
    });
  }
}

function purchase(
  { chance, next, publish }: Telling,
  subject: string,
  { country }: Customer,
  at: number,
): string {
  const orderId = next('order');
  const id = `purchase-${orderId}`;
  const price = chance.whole(20, 60) * country.priceOfDollar;
  publish({
    type: 'purchase.completed',
    id,
    source: 'shop',
    subject,
    at,
    data: {
      orderId,
      amount: amount(price),
      cost: amount(price * 0.4),
      currency: country.currency,
      channel: 'web',
      product: 'case',
      quantity: 1,
    },
  });
  return id;
}
