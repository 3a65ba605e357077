import { event } from './run-system.js';

/*
 * How customers were won and what they subscribe to. Reporting in USD and UTC; a voice contact costs 4.00. All in 2024,
 * at noon where no hour is given; spends are published when their first day begins. One EUR is 1.10 USD from Feb 1, 2.00
 * from Feb 11; GBP has no rate.
 *
 * Spend
 *   search, spring    10.00  Jan 30 – Feb 1     days of 3.3333, 3.3334, 3.3333; sent a second time on Feb 2 with 99.00
 *   search            29.00  Feb 1 – Feb 29     1.00 a day
 *   radio, spring     50.00 EUR  Feb 10         55.00, won nobody
 *   referral          20.00 GBP  Feb 1 – 20     no rate
 *
 *            lead                                acquired   buys (amount − cost)
 *   Ann      Jan 5 search; Jan 20 referral                  Jan 31  100 − 60;  10 refunded Mar 5;  called Jan 10: 4.00
 *   Bob      Jan 10 referral                     search     Feb 10  20 − 10;  Mar 15  30 − 10
 *   Cem      Jan 15 search                                  Apr 14  5 − 5      exactly 90 days after
 *   Dee      Feb 3 referral                                 May 4   12 − 2     91 days after
 *   Eva      Feb 20 search                                  Feb 2   8 − 4      before she was a lead
 *   Flo      Feb 25 search                                  never
 *
 * Subscriptions, a month
 *   Gus   g1: Jan 10  10.00;  Jan 20  15.00;  Feb 5  12.00;  cancelled Mar 1, 00:00;  started again May 3  9.00
 *   Hal   h1: Feb 1  20.00 EUR = 22.00;  Mar 10  30.00 EUR = 60.00;  cancelled Apr 2;  started again Apr 3  30.00 EUR = 60.00
 *         h2: Feb 20  5.00
 *   Ian   i1: Jan 5  3.00;  cancelled Jan 6
 *         i2: Feb 15  4.00
 *         i3: Feb 16  7.00 GBP, no rate
 *   Ann and Hal are gold.
 */

/** Variables under which the figures are those of the story. */
export const MONEY_SETTINGS = { UNIT_COSTS: 'voice=4.00' };

const at = (day: string) => (day.includes('T') ? `2024-${day}Z` : `2024-${day}T12:00:00Z`);
const spend = (id: string, from: string, to: string, data: object, published = `${from}T00:00:00`) =>
  event('acquisition.spend', id, undefined, at(published), {
    from: `2024-${from}`,
    to: `2024-${to}`,
    ...data,
  });
const lead = (id: string, subject: string, day: string, channel: string) =>
  event('lead.captured', id, subject, at(day), { channel });
const purchase = (id: string, subject: string, day: string, amount: string, cost: string) =>
  event('purchase.completed', id, subject, at(day), { orderId: id, amount, cost });
const subscription = (step: string, id: string, subject: string, day: string, data: object) =>
  event(`subscription.${step}`, id, subject, at(day), { subscriptionId: id.split('-')[0], ...data });
const started = (id: string, subject: string, day: string, mrr: string, currency = 'USD') =>
  subscription('started', id, subject, day, { plan: 'basic', mrr, currency });

/** In an order that is not that of time. */
export const MONEY_HISTORY: readonly object[] = [
  event('purchase.refunded', 'r1', 'ann', at('03-05'), { orderId: 'ann-1', refundId: 'r1', amount: '10' }),
  subscription('cancelled', 'g1-end', 'gus', '03-01T00:00:00', {}),
  spend('s1-again', '01-30', '02-01', { spendId: 's1', channel: 'search', amount: '99' }, '02-02'),
  spend('s1', '01-30', '02-01', { spendId: 's1', channel: 'search', campaign: 'spring', amount: '10' }),
  spend('s2', '02-01', '02-29', { channel: 'search', amount: '29' }),
  spend('s3', '02-10', '02-10', { channel: 'radio', campaign: 'spring', amount: '50', currency: 'EUR' }),
  spend('s4', '02-01', '02-20', { channel: 'referral', amount: '20', currency: 'GBP' }),
  lead('ann-lead-2', 'ann', '01-20', 'referral'),
  lead('ann-lead', 'ann', '01-05', 'search'),
  lead('bob-lead', 'bob', '01-10', 'referral'),
  lead('cem-lead', 'cem', '01-15', 'search'),
  lead('dee-lead', 'dee', '02-03', 'referral'),
  lead('eva-lead', 'eva', '02-20', 'search'),
  lead('flo-lead', 'flo', '02-25', 'search'),
  event('customer.acquired', 'bob-acquired', 'bob', at('02-10'), { channel: 'search' }),
  purchase('bob-2', 'bob', '03-15', '30', '10'),
  purchase('ann-1', 'ann', '01-31', '100', '60'),
  purchase('bob-1', 'bob', '02-10', '20', '10'),
  purchase('cem-1', 'cem', '04-14', '5', '5'),
  purchase('dee-1', 'dee', '05-04', '12', '2'),
  purchase('eva-1', 'eva', '02-02', '8', '4'),
  event('contact.received', 'c1', 'ann', at('01-10'), { contactId: 'c1', channel: 'voice' }),
  subscription('changed', 'g1-up', 'gus', '01-20', { mrr: '15' }),
  started('g1', 'gus', '01-10', '10'),
  subscription('changed', 'g1-down', 'gus', '02-05', { mrr: '12' }),
  started('g1-back', 'gus', '05-03', '9'),
  started('h2', 'hal', '02-20', '5'),
  subscription('changed', 'h1-up', 'hal', '03-10', { mrr: '30' }),
  subscription('cancelled', 'h1-end', 'hal', '04-02', {}),
  started('h1-back', 'hal', '04-03', '30', 'EUR'),
  started('h1', 'hal', '02-01', '20', 'EUR'),
  subscription('cancelled', 'i1-end', 'ian', '01-06', {}),
  started('i1', 'ian', '01-05', '3'),
  started('i2', 'ian', '02-15', '4'),
  started('i3', 'ian', '02-16', '7', 'GBP'),
  event('customer.registered', 'ann', 'ann', at('01-01'), { segment: 'gold' }),
  event('customer.registered', 'hal', 'hal', at('01-01'), { segment: 'gold' }),
  ...[
    ['2024-02-01', '1.10'],
    ['2024-02-11', '2.00'],
  ].map(([date, rate]) =>
    event('fx.rate', `eur-${date}`, undefined, at('01-01'), { from: 'EUR', to: 'USD', rate, date }),
  ),
];
