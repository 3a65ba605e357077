import { exchange } from './exchange.js';
import { passes } from './groups.js';
import { persons } from './persons.js';
import type { PublishedEvent } from './published-event.js';
import { type Sale, sales } from './sales.js';
import { type ServiceCost, serviceCosts } from './service-costs.js';
import type { Query, Settings } from './settings.js';
import { standingEvents } from './standing-events.js';

/** A person with at least one purchase, and all that counts for them up to `asOf`. */
export interface Customer {
  dimensions: Record<string, string>;
  sales: Sale[];
  /** Of the purchases, earliest first. */
  purchaseTimes: number[];
  firstPurchase: number;
  serviceCosts: ServiceCost[];
}

export interface World {
  settings: Settings;
  customers: Customer[];
}

/** What the log says of customers. */
export function world(published: PublishedEvent[], settings: Settings): World {
  const events = standingEvents(published);
  const { personOf, dimensionsOf } = persons(events);
  const convert = exchange(events, settings);
  const known = sales(events, settings, convert).filter(({ time }) => time <= settings.asOf);
  const costs = serviceCosts(events, settings, convert);

  const buyers = new Set(known.map(({ subject }) => personOf(subject)));
  const customers = [...buyers].map((person) => {
    // an order is one customer's: lines of one order under two customers are an order of each
    const own = known
      .filter(({ subject }) => personOf(subject) === person)
      .map((sale) => ({ ...sale, order: JSON.stringify([person, sale.order]) }));
    const purchaseTimes = own
      .filter(({ kind }) => kind === 'purchase')
      .map(({ time }) => time)
      .sort((a, b) => a - b);
    return {
      dimensions: dimensionsOf(person),
      sales: own,
      purchaseTimes,
      firstPurchase: Math.min(...purchaseTimes),
      serviceCosts: costs.filter(({ subject }) => personOf(subject) === person),
    };
  });
  return { settings, customers };
}

/** The customers a filter of customer dimensions leaves. */
export function customersOf({ customers }: World, { filter }: Query): Customer[] {
  return customers.filter(({ dimensions }) => passes(dimensions, filter));
}
