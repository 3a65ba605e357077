import type { Customer } from './customers.js';
import { amount } from './market.js';
import { DAY, HOUR, MINUTE, monthOf } from './months.js';
import type { Telling } from './publication.js';

/** Shares of complaints. */
const ANSWERED = 0.8;
/** Of the answered. */
const RESOLVED = 0.88;
/** Resolved without any answer: a contradiction, and the resolution counts as the answer. */
const ONLY_RESOLVED = 0.03;
const REOPENED = 0.06;
const COMPENSATED = 0.25;
const ASKED = 0.35;
/** Customers who leave after one that was answered, and after one that was not. */
const LEAVING = { answered: 0.1, unanswered: 0.3 };

export interface Complaint {
  at: number;
  /** Any but social, which belongs to the study's customers. */
  channel: string;
  topic?: string;
  /** The contact it was raised in. */
  contactId?: string;
}

/** A complaint as most are, and what comes of it. */
export function complain(telling: Telling, customer: Customer, complaint: Complaint): void {
  const { chance, next, publish } = telling;
  const { id: subject, country } = customer;
  const { at, channel, topic, contactId } = complaint;
  const complaintId = next('complaint');
  const tell = (type: string, id: string, time: number, data: Record<string, unknown> = {}) =>
    publish({
      type: `complaint.${type}`,
      id: `${id}-${complaintId}`,
      source: 'service',
      subject,
      at: time,
      data: { complaintId, ...data },
    });
  const resolve = (id: string, time: number) =>
    tell('resolved', id, time, {
      outcome: chance.happens(0.75) ? 'accepted' : 'rejected',
      ...(chance.happens(COMPENSATED) && {
        compensation: amount(chance.whole(5, 60) * country.priceOfDollar),
        currency: country.currency,
      }),
    });

  tell('opened', 'opened', at, {
    channel,
    ...(topic !== undefined && { topic }),
    ...(customer.lastOrder !== null && { orderId: customer.lastOrder }),
    ...(contactId !== undefined && { contactId }),
  });
  const answered = chance.happens(ANSWERED);
  if (chance.happens(answered ? LEAVING.answered : LEAVING.unanswered)) {
    customer.lastMonth = Math.min(customer.lastMonth, monthOf(at));
  }
  if (!answered) {
    if (chance.happens(ONLY_RESOLVED)) resolve('resolved', at + chance.whole(DAY, 20 * DAY));
    return;
  }
  const within = chance.happens(0.5) ? 8 * HOUR : 14 * DAY;
  const first = at + chance.whole(5 * MINUTE, within);
  tell('answered', 'answered', first, { employee: `agent-${chance.whole(1, 80)}` });
  if (!chance.happens(RESOLVED)) return;
  const resolved = first + chance.whole(HOUR, 8 * DAY);
  resolve('resolved', resolved);
  if (chance.happens(REOPENED)) {
    const reopened = resolved + chance.whole(DAY, 10 * DAY);
    tell('reopened', 'reopened', reopened, { reason: 'it happened again' });
    if (chance.happens(0.7)) resolve('resolved-again', reopened + chance.whole(DAY, 6 * DAY));
  }
  if (!chance.happens(ASKED)) return;
  const responseId = next('response');
  const asked = { responseId, kind: 'csat', touchpoint: 'complaint', about: { complaintId } };
  const sent = resolved + chance.whole(HOUR, 2 * DAY);
  publish({
    type: 'survey.sent',
    id: `sent-${responseId}`,
    source: 'surveys',
    subject,
    at: sent,
    data: asked,
  });
  if (!chance.happens(0.55)) return;
  const score = first - at < 8 * HOUR ? chance.whole(2, 5) : chance.whole(1, 4);
  publish({
    type: 'survey.answered',
    id: `answered-${responseId}`,
    source: 'surveys',
    subject,
    at: sent + chance.whole(HOUR, 4 * DAY),
    data: { ...asked, score },
  });
}

/** Complaints of a month that come by themselves, without a contact before. */
export function tellComplaints(telling: Telling, anybody: () => Customer, times: () => number): void {
  const { chance } = telling;
  for (let number = 0; number < 60; number++) {
    const customer = anybody();
    const at = Math.max(times(), customer.since + DAY);
    if (customer.story) continue;
    const channel = chance.one(['email', 'web', 'post', 'in-person', 'app']);
    complain(telling, customer, {
      at,
      channel,
      topic: chance.one(['delivery', 'billing', 'repair', 'battery']),
    });
  }
}
