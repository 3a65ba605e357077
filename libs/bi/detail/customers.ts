import type { Tables } from '../../projections/index.js';
import type { View } from '../view.js';
import type { DetailSettings } from './conversion.js';

/** One row per customer. */
export function customersView(tables: Tables, { reportingCurrency }: DetailSettings): View {
  const money = (name: string, comment: string) => ({
    name,
    sql: `c.${name}::numeric(38,4)`,
    comment: `${comment}. Money in ${reportingCurrency}.`,
  });
  const text = (name: string, comment: string) => ({
    name,
    sql: `c.${name}`,
    comment: `${comment}; unknown where it was not said.`,
  });
  return {
    name: 'customers',
    comment:
      'Customers, one row each, merged ones together, without attributes and birth year. Totals are of all their history ' +
      'up to now; money that has no rate is left out of them.',
    columns: [
      { name: 'customer', sql: 'c.person', comment: 'The customer.' },
      text('segment', 'Segment, as last registered'),
      text('country', 'Country, as last registered'),
      text('generation', 'born-after-1981 or older'),
      text('acquisition_channel', 'The channel that won the customer'),
      text('campaign', 'The campaign that won the customer'),
      { name: 'first_purchase', sql: 'c.first_purchase', comment: 'The first purchase; null before it.' },
      { name: 'last_purchase', sql: 'c.last_purchase', comment: 'The last purchase; null before the first.' },
      { name: 'orders', sql: 'c.orders::bigint', comment: 'Distinct orders. A count.' },
      money('net', 'Purchases less refunds'),
      money('contribution', 'net less the cost of goods'),
      money('cost_to_serve', 'Costs of contacts, and compensations of complaints'),
      money('ltv', 'contribution less cost_to_serve'),
    ],
    from: `from ${tables('customers')} c where not c.stranger`,
  };
}
