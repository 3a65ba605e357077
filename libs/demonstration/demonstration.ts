import { type Chance, chance as chanceOf } from './chance.js';
import { planContacts } from './channel-mix.js';
import { tellComplaints } from './complaints.js';
import { tellContact } from './contacts.js';
import { tellCorrections } from './corrections.js';
import { type Customer, customersBefore, planCustomers, register } from './customers.js';
import { tellLeads, tellMentions, tellPosts, tellSpend } from './marketing.js';
import { DAY, HOUR, MONTHS, monthOf, monthStart, season } from './months.js';
import { type DemonstrationEvent, Publication, type Telling } from './publication.js';
import { buy } from './purchases.js';
import { tellRates } from './rates.js';
import { planSocialComplaints, storyMonth, tellSocialComplaint } from './social-complaints.js';
import { inStory } from './story.js';
import { tellSubscription } from './subscriptions.js';
import { planRelationship, tellSurveys } from './surveys.js';

export const DEMONSTRATION_SEED = 1_981;

/** How many events there are with the seed above at scale 1. */
export const DEMONSTRATION_EVENTS = 541_618;

export interface DemonstrationOptions {
  /** A whole number of 32 bits; another one makes another company. */
  seed?: number;
  /** Populations of 50,000 customers, told one after the other: with 20 there are a million. */
  scale?: number;
}

/**
 * The demonstration data: 24 months, 2024-01 to 2025-12, of Fernruf, a maker of telephones with shops in five countries.
 * The same options give the same events in the same order.
 *
 * Within a population events come in the order in which they are published, and memory holds one population's customers
 * and what the coming months have in store for them, whatever the scale.
 */
export function* demonstrationEvents({
  seed = DEMONSTRATION_SEED,
  scale = 1,
}: DemonstrationOptions = {}): Generator<DemonstrationEvent> {
  const chance = chanceOf(seed);
  const numbers = new Map<string, number>();
  const next = (kind: string) => {
    const number = (numbers.get(kind) ?? 0) + 1;
    numbers.set(kind, number);
    return `${kind}-${String(number).padStart(6, '0')}`;
  };
  for (let population = 0; population < scale; population++) {
    yield* tellPopulation(chance, next, population === 0);
  }
}

function* tellPopulation(
  chance: Chance,
  next: Telling['next'],
  first: boolean,
): Generator<DemonstrationEvent> {
  const publication = new Publication(chance);
  const telling: Telling = { chance, next, publish: (happening) => publication.publish(happening) };
  const customers = planCustomers(chance, next);
  planSocialComplaints(chance, customers);
  const contacts = planContacts(chance, customers);
  const relationship = planRelationship(chance);
  // Rates and posts are the company's, not a population's.
  if (first) tellRates(chance, telling.publish);

  for (let month = 0; month < MONTHS; month++) {
    const start = monthStart(month);
    const end = monthStart(month + 1);
    const before = customersBefore(customers, start);
    const known = customersBefore(customers, end - 5 * DAY);
    const anybody = () => customers[chance.whole(0, known - 1)];
    const someTime = () => chance.whole(start, end - 1);

    tellSpend(telling, customersBefore(customers, end) - before, month);
    tellLeads(telling, customers, month);
    for (const customer of customers) {
      if (monthOf(customer.since) > month) break;
      tellCustomerMonth(telling, customer, month, someTime);
    }
    for (const contact of contacts[month]) tellContact(telling, contact, month);
    contacts[month] = [];
    tellComplaints(telling, anybody, someTime);
    tellSurveys(telling, anybody, month, relationship);
    tellMentions(telling, anybody, month);
    if (first) tellPosts(telling, month);
    tellCorrections(telling, anybody, month);
    yield* publication.upToEndOf(month);
  }
  yield* publication.upToEndOf(MONTHS);
}

/** A customer's own month: the first purchase, later ones, the subscription, and a story if it is time for it. */
function tellCustomerMonth(
  telling: Telling,
  customer: Customer,
  month: number,
  someTime: () => number,
): void {
  const { chance } = telling;
  const { since, story } = customer;
  if (monthOf(since) === month) {
    register(telling, customer);
    buy(telling, customer, since, 0.6);
  }
  if (story && storyMonth(customer) === month) tellSocialComplaint(telling, customer, story);
  if (month > customer.lastMonth) return;
  const busy = since >= monthStart(month) || inStory(customer.story, month);
  if (!busy && chance.happens(customer.buying * season(month))) {
    buy(telling, customer, someTime(), 0.22);
  }
  tellSubscription(telling, customer, Math.max(someTime(), since + HOUR));
}
