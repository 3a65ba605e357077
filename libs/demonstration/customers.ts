import { type Chance, weighted } from './chance.js';
import { ACQUISITION, type Acquisition, COUNTRIES, type Country, weights } from './market.js';
import { DAY, HOUR, MONTHS, monthOf, monthStart, season } from './months.js';
import type { Telling } from './publication.js';
import type { Story } from './story.js';

export type Generation = 'younger' | 'older' | 'unknown';

/** A customer as the demonstration plans one, and how things stand with them as the months go by. */
export interface Customer {
  id: string;
  country: Country;
  segment: string;
  generation: Generation;
  birthYear: number | null;
  /** Null where nobody knows what brought the customer. */
  origin: { channel: string; campaign: string | null; acquisition: Acquisition } | null;
  /** When it was captured as a lead; null for never. */
  leadAt: number | null;
  /** The first purchase, in milliseconds since the epoch. */
  since: number;
  /** The last month in which the customer buys. */
  lastMonth: number;
  /** Purchases in a month. */
  buying: number;
  story: Story | null;
  lastOrder: string | null;
  lastContact: { at: number; topic: string | undefined } | null;
  subscription: { id: string; plan: string; mrr: number; running: boolean } | null;
}

/** Customers of one population. */
export const CUSTOMERS = 50_000;

const SEGMENTS = { private: 78, business: 12, student: 10 };
const GENERATIONS = { younger: 47, older: 45, unknown: 8 };

/**
 * Who will be a customer, in the order of their first purchases. The first quarter has more of them than the others,
 * because the log begins there and customers from before show for the first time.
 */
export function planCustomers(chance: Chance, next: Telling['next']): Customer[] {
  const starts = Array.from({ length: MONTHS }, (_, month) => (month < 3 ? 3 : season(month)));
  const byMonth = Object.fromEntries(starts.map((weight, month) => [month, weight]));
  const since = Array.from({ length: CUSTOMERS }, () => {
    const month = Number(weighted(chance, byMonth));
    const days = Math.round((monthStart(month + 1) - monthStart(month)) / DAY);
    return monthStart(month) + chance.whole(0, days - 1) * DAY + chance.whole(7 * HOUR, 22 * HOUR);
  });
  return since.sort((a, b) => a - b).map((first) => planCustomer(chance, next('customer'), first));
}

function planCustomer(chance: Chance, number: string, since: number): Customer {
  const generation = weighted(chance, GENERATIONS);
  const channel = weighted(chance, weights(ACQUISITION));
  const acquisition = ACQUISITION[channel];
  const known = chance.happens(0.85);
  const leadAt = since - chance.whole(HOUR, 40 * DAY);
  let lastMonth = monthOf(since);
  // A quarter never comes back.
  if (chance.happens(0.75)) {
    do lastMonth++;
    while (lastMonth < MONTHS && !chance.happens(acquisition.leaving));
  }
  return {
    id: `fernruf-${number}`,
    country: COUNTRIES[weighted(chance, weights(COUNTRIES))],
    segment: weighted(chance, SEGMENTS),
    generation,
    birthYear:
      generation === 'younger'
        ? chance.whole(1982, 2006)
        : generation === 'older'
          ? chance.whole(1940, 1980)
          : null,
    origin: known
      ? {
          channel,
          campaign: acquisition.campaigns.length > 0 ? chance.one(acquisition.campaigns) : null,
          acquisition,
        }
      : null,
    leadAt: known && chance.happens(acquisition.leads) && leadAt >= monthStart(0) ? leadAt : null,
    since,
    lastMonth,
    buying: acquisition.buying,
    story: null,
    lastOrder: null,
    lastContact: null,
    subscription: null,
  };
}

/** What is known of a customer, told on the day of the first purchase. */
export function register({ chance, publish }: Telling, customer: Customer): void {
  const { id, country, segment, birthYear, origin, since } = customer;
  publish({
    type: 'customer.registered',
    id: `registered-${id}`,
    source: 'crm',
    subject: id,
    at: since - chance.whole(60_000, 20 * 60_000),
    data: {
      segment,
      country: country.code,
      ...(birthYear !== null && { birthYear }),
      attributes: { newsletter: chance.happens(0.4) ? 'yes' : 'no' },
    },
  });
  if (!origin) return;
  const { channel, campaign } = origin;
  publish({
    type: 'customer.acquired',
    id: `acquired-${id}`,
    source: 'marketing',
    subject: id,
    at: since,
    data: { channel, ...(campaign !== null && { campaign }) },
  });
}

/** How many of the customers, who are in the order of their first purchases, have made it before an instant. */
export function customersBefore(customers: readonly Customer[], instant: number): number {
  let [low, high] = [0, customers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (customers[middle].since < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
