import { event } from './run-system.js';

/*
 * A small history of complaints, in USD and UTC; a voice contact costs 4.50. All in 2024 and at noon where nothing is
 * said. Questions look 30 days ahead: for a complaint of Jun 1 from Jun 1 to Jul 1, 12:00, which counts, and as far back
 * to May 2.
 *
 *   Ann   May  1  answers nps 10
 *         May 10  buys for 100.00 as "ann-old", who is merged into her
 *         Jun  1  complains as "ann-old": social, about delivery; is answered at 12:20
 *         Jun  2  the complaint is resolved with 5.00
 *         Jun  3  answers csat 5 about it
 *         Jun 10  writes a positive mention and recommends
 *         Jun 15  10.00 of May 10 are refunded
 *         Jun 20  buys for 40.00
 *   Bob   May 20  buys for 50.00
 *         Jun  1  complains: email; nobody answers
 *         Jun  5  calls
 *         Jun  6  answers csat 2, about nothing, and nps 3
 *         Jun 11  complains again: social; nobody answers
 *   Cem   Jun  1  11:00 answers csat 3
 *         Jun  1  complains: social
 *         Jun  8  the complaint is resolved, without an answer, at noon: exactly seven days later
 *         Jun  9  answers csat 4, about nothing
 *         Jun 30  buys for 20.00, for the first time
 *         Jul  1  answers nps 9 at noon: the last instant that counts
 *   Dee   May 15  answers ces 6
 *         Jun  1  buys for 30.00 and calls, at noon; complains at that very instant: voice
 *         Jun  5  answers csat 5, about nothing
 *         Jun  8  11:00 is answered, 11:30 the complaint is resolved
 *         Jun 10  answers csat 3 about it
 *         Jun 12  the complaint is reopened
 *         Jul  1  buys for 7.00 at noon
 *   Fay   Dec 20  complains: chat
 *
 * Questions are asked as of Jan 1, 2025, when the 30 days after Fay's complaint are not over.
 */

export const IMPACT_SETTINGS = { UNIT_COSTS: 'voice=4.50' };

const at = (day: string, clock = '12:00:00') => `2024-${day}T${clock}Z`;
let events = 0;
const next = () => {
  events += 1;
  return `e${events}`;
};
const buy = (customer: string, time: string, orderId: string, amount: string) =>
  event('purchase.completed', next(), customer, time, { orderId, amount });
const complain = (customer: string, time: string, complaintId: string, channel: string, topic?: string) =>
  event('complaint.opened', next(), customer, time, { complaintId, channel, ...(topic && { topic }) });
const step = (name: string, time: string, complaintId: string, data: object = {}) =>
  event(`complaint.${name}`, next(), 'somebody', time, { complaintId, ...data });
const answers = (customer: string, time: string, kind: string, score: number, about?: object) =>
  event('survey.answered', next(), customer, time, {
    ...{ responseId: `r${events}`, kind, score },
    ...(about && { about }),
  });

/** In an order that is not that of time. */
export const IMPACT_HISTORY: readonly object[] = [
  answers('ann', at('06-03'), 'csat', 5, { complaintId: 'k-ann' }),
  step('resolved', at('06-02'), 'k-ann', { compensation: '5.00' }),
  step('answered', at('06-01', '12:20:00'), 'k-ann'),
  complain('ann-old', at('06-01'), 'k-ann', 'social', 'delivery'),
  event('purchase.refunded', next(), 'ann', at('06-15'), {
    ...{ orderId: 'o-ann', refundId: 'f-ann', amount: '10.00' },
  }),
  buy('ann', at('06-20'), 'o-ann-2', '40.00'),
  buy('ann-old', at('05-10'), 'o-ann', '100.00'),
  answers('ann', at('05-01'), 'nps', 10),
  event('mention.published', next(), 'ann', at('06-10'), {
    ...{
      mentionId: 'm-ann',
      network: 'forum',
      authorKind: 'customer',
      sentiment: 'positive',
      recommends: true,
    },
  }),
  event('customer.merged', next(), 'ann-old', at('07-20'), { into: 'ann' }),

  complain('bob', at('06-11'), 'k-bob-2', 'social'),
  complain('bob', at('06-01'), 'k-bob', 'email'),
  event('contact.received', next(), 'bob', at('06-05'), { contactId: 'c-bob', channel: 'voice' }),
  answers('bob', at('06-06'), 'csat', 2),
  answers('bob', at('06-06'), 'nps', 3),
  buy('bob', at('05-20'), 'o-bob', '50.00'),

  answers('cem', at('07-01'), 'nps', 9),
  buy('cem', at('06-30'), 'o-cem', '20.00'),
  answers('cem', at('06-09'), 'csat', 4),
  step('resolved', at('06-08'), 'k-cem'),
  complain('cem', at('06-01'), 'k-cem', 'social'),
  answers('cem', at('06-01', '11:00:00'), 'csat', 3),

  step('reopened', at('06-12'), 'k-dee'),
  step('resolved', at('06-08', '11:30:00'), 'k-dee'),
  step('answered', at('06-08', '11:00:00'), 'k-dee'),
  answers('dee', at('06-10'), 'csat', 3, { complaintId: 'k-dee' }),
  answers('dee', at('06-05'), 'csat', 5),
  answers('dee', at('05-15'), 'ces', 6),
  buy('dee', at('07-01'), 'o-dee-2', '7.00'),
  buy('dee', at('06-01'), 'o-dee', '30.00'),
  event('contact.received', next(), 'dee', at('06-01'), { contactId: 'c-dee', channel: 'voice' }),
  complain('dee', at('06-01'), 'k-dee', 'voice'),

  complain('fay', at('12-20'), 'k-fay', 'chat'),
];
