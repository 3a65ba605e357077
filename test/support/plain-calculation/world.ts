import { type Case, cases } from './cases.js';
import { type Post, posts, type Spend, spends } from './company.js';
import { exchange } from './exchange.js';
import { passes } from './groups.js';
import { type Mention, mentions } from './mentions.js';
import { persons } from './persons.js';
import type { PublishedEvent } from './published-event.js';
import { type RecurringStep, recurring } from './recurring.js';
import { type Sale, sales } from './sales.js';
import { type ServiceCost, serviceCosts } from './service-costs.js';
import type { Query, Settings } from './settings.js';
import { standingEvents } from './standing-events.js';
import { type Answer, answers, type Invitation, invitations } from './surveys.js';

/** Somebody of whom the log says something, and all that counts for them up to `asOf`, each in order of time. */
export interface Person {
  id: string;
  dimensions: Record<string, string>;
  sales: Sale[];
  /** Of the purchases, earliest first. */
  purchaseTimes: number[];
  serviceCosts: ServiceCost[];
  contacts: Case[];
  complaints: Case[];
  invitations: Invitation[];
  answers: Answer[];
  mentions: Mention[];
  recurring: RecurringStep[];
  /** The earliest. */
  lead: { time: number; channel: string; campaign: string } | undefined;
}

/** A person with at least one purchase. */
export interface Customer extends Person {
  firstPurchase: number;
}

export interface World {
  settings: Settings;
  people: Person[];
  /** Those of the people who have bought. */
  customers: Customer[];
  spends: Spend[];
  posts: Post[];
}

/** What the log says of customers and of the company. */
export function world(published: PublishedEvent[], settings: Settings): World {
  const events = standingEvents(published);
  const { personOf, dimensionsOf } = persons(events);
  const convert = exchange(events, settings);
  const upToNow = <T extends { time: number }>(facts: T[]) =>
    facts.filter(({ time }) => time <= settings.asOf);

  const allContacts = cases('contact', events, settings, convert);
  const allComplaints = cases('complaint', events, settings, convert);
  const known = {
    sales: upToNow(sales(events, settings, convert)),
    serviceCosts: serviceCosts(allContacts, allComplaints, settings),
    contacts: upToNow(allContacts),
    complaints: upToNow(allComplaints),
    invitations: upToNow(invitations(events)).map((invitation) => ({
      ...invitation,
      answered: (invitation.answered ?? Infinity) <= settings.asOf ? invitation.answered : undefined,
    })),
    answers: upToNow(answers(events, allContacts, allComplaints)),
    mentions: upToNow(mentions(events)),
    recurring: upToNow(recurring(events, settings, convert)).sort((a, b) => a.time - b.time),
    leads: upToNow(events.filter(({ type }) => type === 'lead.captured')),
  };

  const ids = new Set(
    Object.values(known)
      .flat()
      .map(({ subject }) => personOf(subject)),
  );
  const people = [...ids].map((person): Person => {
    const own = <T extends { subject: string }>(facts: T[]) =>
      facts.filter(({ subject }) => personOf(subject) === person);
    // an order is one customer's: lines of one order under two customers are an order of each
    const bought = own(known.sales).map((sale) => ({ ...sale, order: JSON.stringify([person, sale.order]) }));
    const lead = own(known.leads)[0];
    return {
      id: person,
      dimensions: dimensionsOf(person),
      sales: bought,
      purchaseTimes: bought
        .filter(({ kind }) => kind === 'purchase')
        .map(({ time }) => time)
        .sort((a, b) => a - b),
      serviceCosts: own(known.serviceCosts),
      contacts: own(known.contacts),
      complaints: own(known.complaints),
      invitations: own(known.invitations),
      answers: own(known.answers),
      mentions: own(known.mentions),
      recurring: own(known.recurring),
      lead: lead && {
        time: lead.time,
        channel: String(lead.data.channel),
        campaign: String(lead.data.campaign ?? 'unknown'),
      },
    };
  });
  return {
    settings,
    people,
    customers: people
      .filter(({ purchaseTimes }) => purchaseTimes.length > 0)
      .map((person) => ({ ...person, firstPurchase: Math.min(...person.purchaseTimes) })),
    spends: spends(events, settings, convert),
    posts: posts(events, settings),
  };
}

/** The customers a filter of customer dimensions leaves. */
export function customersOf({ customers }: World, { filter }: Query): Customer[] {
  return customers.filter(({ dimensions }) => passes(dimensions, filter));
}

/** Everybody a filter of customer dimensions leaves, whether they ever bought or not. */
export function peopleOf({ people }: World, { filter }: Query): Person[] {
  return people.filter(({ dimensions }) => passes(dimensions, filter));
}
