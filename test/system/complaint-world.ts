import { event } from './run-system.js';

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const told = (type: string, customer: string, days: number, data: Record<string, unknown>) =>
  event(type, `${type} ${customer} ${days}`, customer, ago(days), data);
const bought = (customer: string, days: number, amount: string) =>
  told('purchase.completed', customer, days, { orderId: `o-${customer}-${days}`, amount });
const complained = (customer: string, days: number) =>
  told('complaint.opened', customer, days, { complaintId: `k-${customer}-${days}`, channel: 'social' });

/**
 * Complaints of late, counted back from now. Of four answered and four others, who all brought 100 before and complained
 * 130 days ago, some buy again 110 days ago; the four and five more wait for an answer.
 * @param segment of all customers here, whose names begin with it
 * @param again who buys again of a1 to a4, who were answered a day later, and u1 to u4: 1, 11, 21, …
 */
export function complaintWorld(segment: string, again: readonly string[]): object[] {
  const [answered, others] = ['a', 'u'].map((group) => [1, 2, 3, 4].map((i) => `${segment}-${group}${i}`));
  const [p, q, r, t, v] = ['p', 'q', 'r', 't', 'v'].map((name) => `${segment}-${name}`);
  return [
    ...[...answered, ...others, p, q, r, t, v].map((customer) =>
      told('customer.registered', customer, 500, { segment }),
    ),
    ...[...answered, ...others].flatMap((customer) => [
      bought(customer, 150, '100'),
      complained(customer, 130),
    ]),
    ...answered.map((customer) =>
      told('complaint.answered', customer, 129, { complaintId: `k-${customer}-130` }),
    ),
    ...again.map((name, i) => bought(`${segment}-${name}`, 110, `${10 * i + 1}`)),
    // 300 and two complaints; nothing
    ...[bought(p, 10, '300'), complained(p, 5), complained(p, 6), complained(q, 7)],
    // 80 of more than a year ago, given back: less than nothing
    ...[bought(r, 400, '80'), complained(r, 4)],
    told('purchase.refunded', r, 3, { orderId: `o-${r}-400`, refundId: `f-${r}`, amount: '80' }),
    // So little that a share of it may be rounded to nothing
    ...[bought(t, 9, '0.0001'), complained(t, 4), bought(v, 9, '0.0002'), complained(v, 8)],
  ];
}
