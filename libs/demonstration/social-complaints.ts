import { type Chance, exactly } from './chance.js';
import type { Customer } from './customers.js';
import { DAY, HOUR, MINUTE, MONTHS, monthOf, monthStart } from './months.js';
import type { Telling } from './publication.js';
import { buy } from './purchases.js';
import { QUIET_AFTER, type Response, type Story } from './story.js';

/**
 * The study's ten thousand: customers who had bought within the 90 days before and complained in a social channel.
 * The company's social desk puts them into a segment of its own, {@link SOCIAL_CARE}, and nobody else is in it, so that
 * `impact?moment=complaint&by=answered&filter[segment]=social-care` is the study's question.
 *
 * Every count below is of one population, and none is left to chance: the members are drawn, their number is not.
 */
export const SOCIAL_CARE = 'social-care';

/** Of those who are answered: how many, and how many of these are satisfied: 60 % at best, 32 % at worst, 45 % in all. */
const RESPONSES: Readonly<
  Record<Response, { customers: number; satisfied: number; after: [number, number] }>
> = {
  '≤30m': { customers: 1_000, satisfied: 600, after: [MINUTE, 29 * MINUTE] },
  '≤1h': { customers: 1_000, satisfied: 540, after: [31 * MINUTE, 59 * MINUTE] },
  '≤1d': { customers: 1_800, satisfied: 810, after: [61 * MINUTE, 23 * HOUR] },
  '<1w': { customers: 1_200, satisfied: 430, after: [25 * HOUR, 6.9 * DAY] },
  '≥1w': { customers: 1_000, satisfied: 320, after: [7.1 * DAY, 35 * DAY] },
};

/** The study names 45, 38 and 34 % of the answered, 29 and 23 % of the unanswered; the rest is set beside them. */
const ANSWERED = { positive: 2_280, recommended: 2_040, complainedAgain: 720, stopped: 540 };
const UNANSWERED = {
  customers: 4_000,
  satisfied: 440,
  positive: 360,
  recommended: 280,
  complainedAgain: 1_160,
  stopped: 920,
};

const ANSWERED_CUSTOMERS = Object.values(RESPONSES).reduce((sum, { customers }) => sum + customers, 0);

/** Months in which such a complaint falls: the 90 days after it are over within the demonstration. */
const FIRST_MONTH = 4;
const LAST_MONTH = 20;
/** Days after the complaint that its outcomes are spread over: within the 90 that the study looks at. */
const WINDOW = 88;

/** Chooses the ten thousand of a population and writes into their plans what will happen. */
export function planSocialComplaints(chance: Chance, customers: readonly Customer[]): void {
  const eligible = customers.filter(({ since }) => monthOf(since) < LAST_MONTH);
  const chosen = chance.shuffled(eligible).slice(0, ANSWERED_CUSTOMERS + UNANSWERED.customers);
  const unanswered = chosen.splice(0, UNANSWERED.customers);
  planGroup(chance, unanswered, {
    ...UNANSWERED,
    response: () => null,
    satisfiedOnes: exactly(chance, UNANSWERED.satisfied, unanswered),
  });

  const responses = new Map<Customer, Response>();
  const satisfiedOnes = new Set<Customer>();
  for (const [response, { customers: count, satisfied }] of Object.entries(RESPONSES)) {
    const members = chosen.splice(0, count);
    for (const member of members) responses.set(member, response as Response);
    for (const member of exactly(chance, satisfied, members)) satisfiedOnes.add(member);
  }
  const answered = [...responses.keys()];
  const response = (customer: Customer) => responses.get(customer) as Response;
  planGroup(chance, answered, { ...ANSWERED, response, satisfiedOnes });
}

interface Group {
  response: (customer: Customer) => Response | null;
  satisfiedOnes: ReadonlySet<Customer>;
  positive: number;
  recommended: number;
  complainedAgain: number;
  stopped: number;
}

function planGroup(chance: Chance, members: readonly Customer[], group: Group): void {
  const { satisfiedOnes } = group;
  const glad = (customer: Customer) => (satisfiedOnes.has(customer) ? 0.4 : 0);
  const sorry = (customer: Customer) => (satisfiedOnes.has(customer) ? -0.3 : 0);
  const positive = exactly(chance, group.positive, members, glad);
  const recommended = exactly(chance, group.recommended, members, (customer) =>
    positive.has(customer) ? 0.5 : glad(customer),
  );
  const complainedAgain = exactly(chance, group.complainedAgain, members, sorry);
  const stopped = exactly(chance, group.stopped, members, (customer) =>
    complainedAgain.has(customer) ? 0.2 : sorry(customer),
  );
  for (const customer of members) {
    const month = chance.whole(Math.max(FIRST_MONTH, monthOf(customer.since) + 1), LAST_MONTH);
    customer.story = {
      // Not on the first day, nor on the last: the first purchase lies before, and months hold the 90 days around it.
      at: monthStart(month) + chance.whole(1, 27) * DAY + chance.whole(8 * HOUR, 23 * HOUR),
      response: group.response(customer),
      satisfied: satisfiedOnes.has(customer),
      positive: positive.has(customer),
      recommended: recommended.has(customer),
      complainedAgain: complainedAgain.has(customer),
      stopped: stopped.has(customer),
    };
    const comesBack = !stopped.has(customer) || chance.happens(0.15);
    customer.lastMonth = comesBack
      ? Math.max(customer.lastMonth, month + chance.whole(4, 10))
      : month + QUIET_AFTER;
  }
}

/** The month by whose beginning a story has to be told: its earliest purchases may lie 85 days before it. */
export function storyMonth({ story, since }: Customer): number {
  return story ? Math.max(monthOf(since), monthOf(story.at) - 3) : MONTHS;
}

/** Tells everything that happens around a social complaint. */
export function tellSocialComplaint(telling: Telling, customer: Customer, story: Story): void {
  const { chance, next, publish } = telling;
  const { id: subject, since } = customer;
  const { at } = story;
  const before = () => chance.whole(Math.max(since + HOUR, at - 85 * DAY), at - 6 * HOUR);
  const after = (days = 1) => at + chance.whole(days * DAY, WINDOW * DAY);

  const orderId = buy(telling, customer, before(), 0.3);
  if (chance.happens(0.35)) buy(telling, customer, before(), 0.1);

  const complaintId = next('complaint');
  publish({
    type: 'complaint.opened',
    id: `opened-${complaintId}`,
    source: 'service',
    subject,
    at,
    data: { complaintId, channel: 'social', topic: chance.one(TOPICS), orderId },
  });
  publish({
    type: 'customer.registered',
    id: `social-care-${subject}`,
    source: 'crm',
    subject,
    at: at + chance.whole(MINUTE, 5 * MINUTE),
    data: { segment: SOCIAL_CARE },
  });
  const settled =
    story.response === null
      ? null
      : settle(telling, customer, complaintId, at, RESPONSES[story.response].after);
  tellSatisfaction(telling, customer, story, settled === null ? null : { complaintId, settled });
  tellOpinion(telling, customer, story);

  if (story.complainedAgain) {
    const again = next('complaint');
    const channel = chance.one(['social', 'voice', 'email', 'chat'] as const);
    const opened = after(2);
    publish({
      type: 'complaint.opened',
      id: `opened-${again}`,
      source: 'service',
      subject,
      at: opened,
      data: { complaintId: again, channel, topic: chance.one(TOPICS) },
    });
    if (chance.happens(0.6)) settle(telling, customer, again, opened, [HOUR, 12 * DAY]);
  }
  if (!story.stopped) {
    buy(telling, customer, after(), 0.1);
    if (chance.happens(0.3)) buy(telling, customer, after(), 0.1);
  }
}

const TOPICS = ['battery', 'delivery', 'display', 'billing', 'repair', 'software'];

/**
 * Answers a complaint and, most of the time, resolves it.
 * @param within milliseconds after its opening
 * @returns when it was answered
 */
function settle(
  { chance, publish }: Telling,
  { id: subject, country }: Customer,
  complaintId: string,
  opened: number,
  within: readonly [number, number],
): number {
  const answered = opened + chance.whole(...within);
  publish({
    type: 'complaint.answered',
    id: `answered-${complaintId}`,
    source: 'service',
    subject,
    at: answered,
    data: { complaintId, employee: `social-${chance.whole(1, 12)}` },
  });
  if (chance.happens(0.9)) {
    const compensated = chance.happens(0.25);
    publish({
      type: 'complaint.resolved',
      id: `resolved-${complaintId}`,
      source: 'service',
      subject,
      at: answered + chance.whole(10 * MINUTE, 5 * DAY),
      data: {
        complaintId,
        outcome: chance.happens(0.8) ? 'accepted' : 'rejected',
        ...(compensated && {
          compensation: (chance.whole(5, 40) * country.priceOfDollar).toFixed(2),
          currency: country.currency,
        }),
      },
    });
  }
  return answered;
}

/**
 * Who was answered is asked about the complaint. Who was not is asked about nothing in particular, as everybody is at
 * times, and so may be satisfied all the same.
 */
function tellSatisfaction(
  { chance, next, publish }: Telling,
  { id: subject }: Customer,
  { at, satisfied }: Story,
  about: { complaintId: string; settled: number } | null,
): void {
  const responseId = next('response');
  const asked = about
    ? { kind: 'csat', touchpoint: 'complaint', about: { complaintId: about.complaintId } }
    : { kind: 'csat', touchpoint: 'shop' };
  const sent = (about?.settled ?? at + chance.whole(10 * DAY, 60 * DAY)) + chance.whole(HOUR, 6 * DAY);
  const answers = satisfied || chance.happens(about ? 0.7 : 0.35);
  // The unanswered who would not answer this either are not asked.
  if (!about && !answers) return;
  publish({
    type: 'survey.sent',
    id: `sent-${responseId}`,
    source: 'surveys',
    subject,
    at: sent,
    data: { responseId, ...asked },
  });
  if (!answers) return;
  publish({
    type: 'survey.answered',
    id: `answered-${responseId}`,
    source: 'surveys',
    subject,
    at: sent + chance.whole(10 * MINUTE, 5 * DAY),
    data: { responseId, ...asked, score: satisfied ? chance.whole(4, 5) : chance.whole(1, 3) },
  });
}

/** What the customer says to others: a mention, an answer to the question whether they would recommend, or both. */
function tellOpinion(telling: Telling, customer: Customer, story: Story): void {
  const { chance } = telling;
  const { positive, recommended } = story;
  if (positive) {
    const inMention = recommended && chance.happens(0.6);
    mention(telling, customer, story, 'positive', inMention);
    if (recommended && !inMention) likelihood(telling, customer, story, chance.whole(9, 10));
  } else if (recommended) {
    if (chance.happens(0.1)) mention(telling, customer, story, 'neutral', true);
    else likelihood(telling, customer, story, chance.whole(9, 10));
  } else {
    if (chance.happens(story.response === null ? 0.25 : 0.1)) {
      mention(telling, customer, story, 'negative', false);
    }
    if (chance.happens(0.12)) likelihood(telling, customer, story, chance.whole(0, 8));
  }
}

function mention(
  { chance, next, publish }: Telling,
  { id: subject }: Customer,
  { at }: Story,
  sentiment: 'positive' | 'neutral' | 'negative',
  recommends: boolean,
): void {
  const mentionId = next('mention');
  publish({
    type: 'mention.published',
    id: `published-${mentionId}`,
    source: 'listening',
    subject,
    at: at + chance.whole(DAY, WINDOW * DAY),
    data: {
      mentionId,
      network: chance.one(['mastodon', 'forum', 'video']),
      authorKind: 'customer',
      sentiment,
      ...(recommends && { recommends }),
      reach: chance.whole(20, 4_000),
    },
  });
}

function likelihood(
  { chance, next, publish }: Telling,
  { id: subject }: Customer,
  { at }: Story,
  score: number,
): void {
  const responseId = next('response');
  const sent = at + chance.whole(5 * DAY, 80 * DAY);
  const asked = { responseId, kind: 'nps', touchpoint: 'complaint' };
  publish({
    type: 'survey.sent',
    id: `sent-${responseId}`,
    source: 'surveys',
    subject,
    at: sent,
    data: asked,
  });
  publish({
    type: 'survey.answered',
    id: `answered-${responseId}`,
    source: 'surveys',
    subject,
    at: sent + chance.whole(10 * MINUTE, 7 * DAY),
    data: { ...asked, score },
  });
}
