import { event } from './run-system.js';

const CUSTOMERS = 300;
/** Time of events: noon of any of so many days from 2024-01-01 on. */
const DAYS = 500;

/**
 * What one service publishes: purchases, refunds of any of its orders, early ones too, contacts, complaints, profiles,
 * voids of its own purchases, exchange rates, and now and then a merge. Every event has an id of its own.
 * @param source the service
 * @param random from 0 to 1
 */
export function* load(source: string, random: () => number): Generator<Record<string, unknown>, never> {
  const below = (limit: number) => Math.floor(random() * limit);
  const oneOf = <T>(values: readonly T[]): T => values[below(values.length)];
  const customer = () => `c${below(CUSTOMERS)}`;
  const amount = () => (below(1_000_000) / 10_000).toFixed(4);
  const purchases: string[] = [];
  for (let n = 0; ; n++) {
    const id = `${source}-${n}`;
    const day = new Date(Date.UTC(2024, 0, 1 + below(DAYS), 12)).toISOString();
    const of = (type: string, data: Record<string, unknown>, subject: string | null = customer()) =>
      event(type, id, subject ?? undefined, day, data, { source });
    const orderId = `${source}-${below(n + 20)}`;
    const kind = below(100);
    if (kind < 55) {
      purchases.push(id);
      yield of('purchase.completed', {
        orderId: id,
        amount: amount(),
        currency: oneOf(['USD', 'USD', 'USD', 'EUR', 'CHF']),
        channel: oneOf(['web', 'app', 'in-person']),
        product: oneOf(['tea', 'pot', 'cup']),
      });
    } else if (kind < 75) {
      const refund = { orderId, refundId: id, amount: amount(), currency: oneOf(['USD', 'USD', 'EUR']) };
      yield of('purchase.refunded', refund);
    } else if (kind < 80) yield of('contact.received', { contactId: id, channel: oneOf(['voice', 'chat']) });
    else if (kind < 84) yield of('contact.resolved', { contactId: orderId, cost: amount() });
    else if (kind < 87) yield of('complaint.opened', { complaintId: id, channel: 'email' });
    else if (kind < 90) yield of('complaint.resolved', { complaintId: orderId, compensation: amount() });
    else if (kind < 95) yield of('customer.registered', { segment: oneOf(['gold', 'basic']) });
    else if (kind < 97) yield of('event.voided', { source, id: oneOf(purchases) ?? 'none' }, null);
    else if (kind < 98) {
      const rate = `1.${100 + below(100)}`;
      yield of('fx.rate', { from: 'EUR', to: 'USD', rate, date: day.slice(0, 10) }, null);
    } else yield of('customer.merged', { into: customer() });
  }
}
