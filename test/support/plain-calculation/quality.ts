import Big from 'big.js';
import { smaller } from './exact.js';
import { exchange } from './exchange.js';
import { startOfDay } from './periods.js';
import type { PublishedEvent } from './published-event.js';
import { sourceMeant } from './references.js';
import { purchasesOf, refundedBy } from './sales.js';
import type { Settings } from './settings.js';
import { type Standing, standingEvents, unvoidedEvents } from './standing-events.js';

const REPEATED: Record<string, string> = {
  'purchase.completed': 'repeated-purchase',
  'purchase.refunded': 'repeated-refund',
  'contact.received': 'repeated-contact',
  'complaint.opened': 'repeated-complaint',
  'survey.sent': 'repeated-survey-invitation',
  'survey.answered': 'repeated-survey-answer',
  'mention.published': 'repeated-mention',
  'acquisition.spend': 'repeated-spend',
};

/** Which events contradict others, by kind: their sources and ids, sorted. Kinds of which there is none are missing. */
export function contradictions(
  published: PublishedEvent[],
  settings: Omit<Settings, 'asOf'>,
): Record<string, string[]> {
  const found: Record<string, Set<string>> = {};
  const note = (kind: string, { source, id }: Standing) => {
    found[kind] ??= new Set();
    found[kind].add(`${source} ${id}`);
  };
  const events = standingEvents(published);
  const convert = exchange(events, { ...settings, asOf: Infinity });
  const currencyOf = (event: Standing) => String(event.data.currency ?? settings.reportingCurrency);
  const ofType = (...types: string[]) => events.filter(({ type }) => types.includes(type));
  /** @param at the instant whose rate counts */
  const money = (event: Standing, currency: string, at = event.time) => {
    if (convert(Big(1), currency, at) === undefined) note('amount-without-rate', event);
  };

  const standing = new Set(events.map(({ source, id }) => `${source} ${id}`));
  for (const event of unvoidedEvents(published)) {
    if (!standing.has(`${event.source} ${event.id}`)) note(String(REPEATED[event.type]), event);
  }

  const purchases = purchasesOf(events, { ...settings, asOf: Infinity });
  for (const { event, currency } of purchases) money(event, currency);
  for (const refund of ofType('purchase.refunded')) {
    const meant = refundedBy(refund, purchases);
    const takers = meant.filter(({ currency }) => currency === currencyOf(refund));
    if (meant.length === 0) note('refund-without-purchase', refund);
    else if (takers.length === 0) note('refund-in-other-currency', refund);
    let amount = Big(String(refund.data.amount));
    let cost = Big(String(refund.data.cost ?? 0));
    for (const taker of takers) {
      const amountTaken = smaller(amount, taker.amountLeft);
      const costTaken = smaller(cost, taker.costLeft);
      if (amountTaken.eq(0) && costTaken.eq(0)) continue;
      taker.amountLeft = taker.amountLeft.minus(amountTaken);
      taker.costLeft = taker.costLeft.minus(costTaken);
      amount = amount.minus(amountTaken);
      cost = cost.minus(costTaken);
      if (refund.time < taker.event.time) note('refund-before-purchase', refund);
      money(refund, taker.currency, Math.max(refund.time, taker.event.time));
    }
    if (takers.length > 0 && (amount.gt(0) || cost.gt(0))) note('refund-above-purchase', refund);
  }

  for (const [kind, began] of [
    ['contact', 'contact.received'],
    ['complaint', 'complaint.opened'],
  ]) {
    const field = `${kind}Id`;
    const openings = ofType(String(began));
    const followers = events.filter(({ type }) => type.startsWith(`${kind}.`) && type !== began);
    const openingOf = (event: Standing) => {
      const source = sourceMeant(event, openings, field);
      return openings.find((one) => one.source === source && one.data[field] === event.data[field]);
    };
    for (const event of followers) {
      const opening = openingOf(event);
      if (!opening) {
        note(`step-without-${kind}`, event);
        continue;
      }
      const siblings = followers.filter((other) => openingOf(other) === opening);
      if (event.time < opening.time) note('step-before-opening', event);
      if (
        !siblings.some(({ type }) => type === `${kind}.answered`) &&
        siblings.find(({ type }) => type === `${kind}.resolved`) === event
      ) {
        note('resolution-without-answer', event);
      }
      // Resolutions and reopenings take turns, and a resolution comes first.
      const turns = siblings.filter(({ type }) =>
        ['resolved', 'reopened'].some((turn) => type.endsWith(turn)),
      );
      const turnBefore = turns[turns.indexOf(event) - 1]?.type;
      if (event.type === `${kind}.resolved` && turnBefore === event.type) note('repeated-resolution', event);
      if (event.type === `${kind}.reopened` && turnBefore !== `${kind}.resolved`) {
        note('reopening-without-resolution', event);
      }
      if (event.data.cost !== undefined) money(event, currencyOf(event));
      if (event.data.compensation !== undefined)
        money(event, currencyOf(event), Math.max(event.time, opening.time));
    }
  }

  const known = (type: string, field: string, id: unknown) =>
    ofType(type).some(({ data }) => data[field] === id);
  for (const answer of ofType('survey.answered')) {
    const about = answer.data.about as Record<string, string> | undefined;
    if (!about) continue;
    const there =
      known('contact.received', 'contactId', about.contactId ?? '') ||
      known('complaint.opened', 'complaintId', about.complaintId ?? '') ||
      known('purchase.completed', 'orderId', about.orderId ?? '');
    if (!there) note('survey-about-nothing', answer);
  }

  const starts = ofType('subscription.started');
  /** The start of each subscription that runs. */
  const running = new Map<string, Standing>();
  for (const event of events.filter(({ type }) => type.startsWith('subscription.'))) {
    const source = sourceMeant(event, starts, 'subscriptionId');
    const subscription = JSON.stringify([source, event.data.subscriptionId]);
    const start = running.get(subscription);
    if (event.type === 'subscription.started') {
      if (start) note('subscription-already-running', event);
      else {
        running.set(subscription, event);
        money(event, currencyOf(event));
      }
    } else if (!start) note('subscription-not-running', event);
    else if (event.type === 'subscription.cancelled') running.delete(subscription);
    else money(event, currencyOf(start));
  }

  const merges = ofType('customer.merged');
  const latest = merges.filter(
    (merge) => merges.findLast(({ subject }) => subject === merge.subject) === merge,
  );
  for (const merge of merges) {
    if (!latest.includes(merge)) note('repeated-merge', merge);
    // Follows the chain from the merge: where it comes back, the latest of the circle is the one that is dropped.
    const circle = [merge];
    for (;;) {
      const next = latest.find(({ subject }) => subject === circle.at(-1)?.data.into);
      if (!next || next === merge || circle.includes(next)) {
        const isLast = circle.every((one) => latest.indexOf(one) <= latest.indexOf(merge));
        if (next === merge && isLast) note('merge-circle', merge);
        break;
      }
      circle.push(next);
    }
  }

  for (const spend of ofType('acquisition.spend')) {
    const day = startOfDay(String(spend.data.from), settings.timeZone);
    if (convert(Big(1), currencyOf(spend), day) === undefined) note('spend-without-rate', spend);
  }
  return Object.fromEntries(Object.entries(found).map(([kind, ids]) => [kind, [...ids].sort()]));
}
