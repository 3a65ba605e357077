import { event } from './run-system.js';
import { SETTINGS, SMALL_HISTORY } from './small-history.js';

/** Days begin an hour before those of UTC. */
export const BI_SETTINGS = { ...SETTINGS, REPORTING_TIME_ZONE: 'Europe/Berlin' };

/** The small history, and something of everything that metrics speak of. */
export const BI_HISTORY: readonly object[] = [
  ...SMALL_HISTORY,
  event('purchase.completed', 'o6', 'dan', '2024-03-31T22:30:00Z', { orderId: 'o6', amount: '12.34' }),
  event('lead.captured', 'l1', 'dan', '2024-03-01T12:00:00Z', { channel: 'fair', campaign: 'spring' }),
  event('acquisition.spend', 's1', undefined, '2024-03-05T12:00:00Z', {
    ...{ channel: 'fair', campaign: 'spring', amount: '100.01', from: '2024-02-28', to: '2024-03-05' },
  }),
  event('subscription.started', 'u1', 'dan', '2024-04-02T12:00:00Z', {
    ...{ subscriptionId: 'u', plan: 'basic', mrr: '9.99' },
  }),
  event('subscription.changed', 'u2', 'dan', '2024-05-02T12:00:00Z', { subscriptionId: 'u', mrr: '19.99' }),
  event('contact.received', 'c3', 'dan', '2024-04-03T12:00:00Z', { contactId: 'c3', channel: 'voice' }),
  event('contact.transferred', 'c3-t', 'dan', '2024-04-03T12:05:00Z', { contactId: 'c3' }),
  event('contact.answered', 'c3-a', 'dan', '2024-04-03T12:10:00Z', { contactId: 'c3', employee: 'e1' }),
  event('complaint.opened', 'k2', 'bob', '2024-03-03T12:00:00Z', { complaintId: 'k2', channel: 'social' }),
  event('complaint.resolved', 'k2-1', 'bob', '2024-03-04T12:00:00Z', {
    ...{ complaintId: 'k2', compensation: '1.00' },
  }),
  event('complaint.reopened', 'k2-2', 'bob', '2024-03-05T12:00:00Z', { complaintId: 'k2' }),
  event('complaint.resolved', 'k2-3', 'bob', '2024-03-06T12:00:00Z', {
    ...{ complaintId: 'k2', compensation: '2.00', currency: 'EUR' },
  }),
  event('complaint.opened', 'k3', 'dan', '2024-04-04T12:00:00Z', { complaintId: 'k3', channel: 'email' }),
  // It was not resolved: the reopening does not count.
  event('complaint.reopened', 'k3-1', 'dan', '2024-04-05T12:00:00Z', { complaintId: 'k3' }),
  event('survey.sent', 'q1', 'ann', '2024-02-22T12:00:00Z', { responseId: 'q1', kind: 'csat' }),
  event('survey.answered', 'q1-a', 'ann', '2024-02-23T12:00:00Z', {
    ...{ responseId: 'q1', kind: 'csat', score: 2, comment: 'slow', about: { complaintId: 'k1' } },
  }),
  event('survey.answered', 'q2', 'bob', '2024-03-07T12:00:00Z', { responseId: 'q2', kind: 'nps', score: 9 }),
  event('survey.answered', 'q3', 'dan', '2024-04-05T12:00:00Z', { responseId: 'q3', kind: 'ces', score: 6 }),
  event('mention.published', 'w1', 'bob', '2024-03-20T12:00:00Z', {
    ...{ mentionId: 'w1', network: 'forum', authorKind: 'customer', sentiment: 'positive', reach: 40 },
  }),
  event('mention.published', 'w2', 'somebody', '2024-03-21T12:00:00Z', {
    ...{ mentionId: 'w2', network: 'forum', authorKind: 'non-customer', sentiment: 'negative' },
  }),
  event('content.engagement', 'b1', undefined, '2024-03-22T12:00:00Z', {
    ...{ postId: 'b1', network: 'forum', followers: 200, likes: 7, shares: 1 },
  }),
];
