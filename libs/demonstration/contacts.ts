import { type Chance, weighted } from './chance.js';
import type { PlannedContact } from './channel-mix.js';
import { complain } from './complaints.js';
import type { Customer } from './customers.js';
import { amount } from './market.js';
import { DAY, HOUR, MINUTE, monthOf, monthStart } from './months.js';
import type { Telling } from './publication.js';
import { inStory } from './story.js';

/** What a contact over a channel is like: US dollars it costs, and the minutes until it is answered. */
const CHANNELS: Readonly<Record<string, { cost: number; answer: [number, number] }>> = {
  voice: { cost: 6.4, answer: [1, 14] },
  ivr: { cost: 0.45, answer: [1, 3] },
  chat: { cost: 2.6, answer: [1, 25] },
  messenger: { cost: 2.2, answer: [2, 240] },
  email: { cost: 3.4, answer: [60, 2_900] },
  sms: { cost: 1.1, answer: [2, 180] },
  social: { cost: 2.9, answer: [8, 900] },
  web: { cost: 0.6, answer: [1, 400] },
  app: { cost: 0.35, answer: [1, 200] },
  'self-service': { cost: 0.15, answer: [1, 2] },
  'in-person': { cost: 8.5, answer: [1, 30] },
  post: { cost: 5.2, answer: [3_000, 9_000] },
  other: { cost: 3, answer: [10, 2_000] },
};
const TOPICS = { setup: 18, battery: 15, delivery: 22, billing: 14, repair: 16, software: 10, none: 5 };
const TOUCHPOINTS = { order: 30, delivery: 25, use: 30, repair: 15 };

/** Shares of contacts. */
const ANSWERED = 0.95;
const RESOLVED = 0.93;
const TRANSFERRED = 0.13;
const COMPLAINT = 0.06;
const ANSWERED_BEFORE = 0.001;
const OPENED_TWICE = 0.001;
const ASKED_SATISFACTION = 0.2;
const ASKED_EFFORT = 0.1;

/** A contact of a month, with all that comes of it. */
export function tellContact(
  telling: Telling,
  { customer, channel, again }: PlannedContact,
  month: number,
): void {
  const { chance, next, publish } = telling;
  const { id: subject, country } = customer;
  const { at, topic } = whenAndWhy(chance, customer, month, again);
  customer.lastContact = { at, topic };
  const contactId = next('contact');
  const touchpoint = weighted(chance, TOUCHPOINTS);
  const received = { contactId, channel, ...(topic !== undefined && { topic }), touchpoint };
  const tell = (type: string, time: number, data: Record<string, unknown>) =>
    publish({
      type: `contact.${type}`,
      id: `${type}-${contactId}`,
      source: 'service',
      subject,
      at: time,
      data,
    });

  tell('received', at, received);
  if (chance.happens(OPENED_TWICE)) {
    // A contradiction: the same contact opened once more, later and elsewhere.
    const id = `received-again-${contactId}`;
    const data = { ...received, channel: 'other' };
    publish({ type: 'contact.received', id, source: 'service', subject, at: at + 10 * MINUTE, data });
  }
  if (!chance.happens(ANSWERED)) return;
  const [soonest, latest] = CHANNELS[channel].answer;
  const answered = at + chance.whole(soonest * MINUTE, latest * MINUTE);
  const employee = `agent-${chance.whole(1, 80)}`;
  // A contradiction now and then: an answer before its contact.
  tell('answered', chance.happens(ANSWERED_BEFORE) ? at - 10 * MINUTE : answered, { contactId, employee });
  const transferred = chance.happens(TRANSFERRED);
  if (transferred) {
    tell('transferred', answered + 5 * MINUTE, { contactId, employee: `expert-${chance.whole(1, 15)}` });
  }
  if (customer.story === null && channel !== 'social' && chance.happens(COMPLAINT)) {
    complain(telling, customer, { at: at + MINUTE, channel, topic, contactId });
  }
  if (!chance.happens(RESOLVED)) return;
  const resolved = answered + chance.whole(3 * MINUTE, transferred ? 4 * DAY : 6 * HOUR);
  const cost = CHANNELS[channel].cost * country.priceOfDollar * (chance.whole(70, 140) / 100);
  tell('resolved', resolved, {
    contactId,
    ...(chance.happens(0.8) && { cost: amount(cost), currency: country.currency }),
  });

  if (inStory(customer.story, month)) return;
  const quick = answered - at < 30 * MINUTE && !transferred;
  if (chance.happens(ASKED_SATISFACTION)) {
    const scores = quick ? { 5: 42, 4: 33, 3: 14, 2: 7, 1: 4 } : { 5: 20, 4: 27, 3: 24, 2: 16, 1: 13 };
    ask(telling, subject, resolved, 'csat', employee, contactId, { score: Number(weighted(chance, scores)) });
  } else if (chance.happens(ASKED_EFFORT)) {
    const score = quick ? chance.whole(1, 4) : chance.whole(2, 7);
    // The form of the web asks the other way round.
    const turned = channel === 'web' || channel === 'app';
    const answer = turned ? { score: 8 - score, higherIsEasier: true } : { score };
    ask(telling, subject, resolved, 'ces', employee, contactId, answer);
  }
}

/** A repeated contact comes some days after the one before, on the same topic. */
function whenAndWhy(chance: Chance, { since, lastContact }: Customer, month: number, again: boolean) {
  if (again && lastContact) {
    const at = lastContact.at + chance.whole(6 * HOUR, 8 * DAY);
    if (monthOf(at) === month) return { at, topic: lastContact.topic };
  }
  const at = chance.whole(Math.max(monthStart(month), since + HOUR), monthStart(month + 1) - 1);
  const topic = weighted(chance, TOPICS);
  return { at, topic: topic === 'none' ? undefined : topic };
}

/** Asks about a contact once it is resolved; two in five answer. */
function ask(
  { chance, next, publish }: Telling,
  subject: string,
  resolved: number,
  kind: 'csat' | 'ces',
  employee: string,
  contactId: string,
  answer: Record<string, unknown>,
): void {
  const responseId = next('response');
  const asked = { responseId, kind, touchpoint: 'support', employee, about: { contactId } };
  const at = resolved + chance.whole(HOUR, 12 * HOUR);
  publish({ type: 'survey.sent', id: `sent-${responseId}`, source: 'surveys', subject, at, data: asked });
  if (!chance.happens(0.4)) return;
  publish({
    type: 'survey.answered',
    id: `answered-${responseId}`,
    source: 'surveys',
    subject,
    at: at + chance.whole(5 * MINUTE, 2 * DAY),
    data: { ...asked, ...answer },
  });
}
