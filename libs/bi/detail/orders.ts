import type { Tables } from '../../projections/index.js';
import type { View, ViewColumn } from '../view.js';
import { converted, type DetailSettings, joinPerson, joinRate, localDay } from './conversion.js';

/** Columns that name the purchase, the same in both views, so that they can be joined and put together. */
const PURCHASE: readonly ViewColumn[] = [
  { name: 'customer', sql: 'coalesce(person.person, p.subject)', comment: 'The customer, merges followed.' },
  { name: 'source', sql: 'p.source', comment: 'The system that published the purchase.' },
  { name: 'order_id', sql: 'p.order_id', comment: 'The order; unique together with source and customer.' },
  { name: 'line_id', sql: 'p.line_id', comment: 'The line of the order; null where the order is one line.' },
  {
    name: 'channel',
    sql: 'p.channel',
    comment: 'The channel it was bought in; unknown where none was said.',
  },
  { name: 'product', sql: 'p.product', comment: 'The product; unknown where none was said.' },
];

const COUNTING = 'p.counts and not p.voided and p.time <= now()';

/** One row per purchase that counts. */
export function purchasesView(tables: Tables, settings: DetailSettings): View {
  const { reportingCurrency: currency, defaultCostRate } = settings;
  const money = (amount: string) => converted(amount, 'p.currency', 'fx', settings);
  const cost = `coalesce(p.cost, bi_store.half_even(p.amount * ${defaultCostRate}))`;
  return {
    name: 'purchases',
    comment:
      'Purchases, one row per line of an order, without repeated and voided ones. Sums of amount by month are the revenue ' +
      'of bi.revenue; what was given back is in bi.refunds.',
    columns: [
      ...PURCHASE,
      { name: 'time', sql: 'p.time', comment: 'When it was bought.' },
      day('p.time', settings),
      { name: 'quantity', sql: 'p.quantity', comment: 'How many; null where it was not said.' },
      { name: 'currency', sql: 'p.currency', comment: 'The currency it was paid in, ISO 4217.' },
      { name: 'amount_paid', sql: 'p.amount', comment: 'What was paid, in that currency.' },
      {
        name: 'amount',
        sql: money('p.amount'),
        comment: `What was paid. Money in ${currency}; null where there is no rate by that day.`,
      },
      {
        name: 'cost',
        sql: money(cost),
        comment: `What the goods cost: as published, else the configured share of the amount. Money in ${currency}; null where there is no rate by that day.`,
      },
    ],
    from: `from ${tables('purchases')} p
${joinPerson('p.subject', tables)}
${joinRate('fx', 'p.currency', 'p.time', tables, settings)}
where ${COUNTING}`,
  };
}

/** One row per purchase and refund of it. */
export function refundsView(tables: Tables, settings: DetailSettings): View {
  const { reportingCurrency: currency } = settings;
  const money = (part: number) =>
    converted(`(taken.value ->> ${part})::numeric * 0.0001`, 'p.currency', 'fx', settings);
  return {
    name: 'refunds',
    comment:
      'What was given back, one row per purchase and refund of it; no more than was paid. Sums of amount by month are the ' +
      'refunds of bi.revenue. Columns of the purchase are those of bi.purchases.',
    columns: [
      ...PURCHASE,
      { name: 'time', sql: 'taken.at', comment: 'When it was given back; never before the purchase.' },
      day('taken.at', settings),
      { name: 'purchase_time', sql: 'p.time', comment: 'When it was bought.' },
      {
        name: 'amount',
        sql: money(2),
        comment: `What was given back. Money in ${currency}; null where there is no rate by that day.`,
      },
      {
        name: 'cost',
        sql: money(3),
        comment: `What of the cost of goods was recovered. Money in ${currency}; null where there is no rate by that day.`,
      },
    ],
    // Of each allocation: [refund's position, time, amount, cost].
    from: `from ${tables('purchases')} p
cross join lateral (
  select value, timestamptz 'epoch' + (value ->> 1)::bigint * interval '1 microsecond' as at
  from json_array_elements(p.refunds)
) taken
${joinPerson('p.subject', tables)}
${joinRate('fx', 'p.currency', 'taken.at', tables, settings)}
where ${COUNTING} and taken.at <= now()`,
  };
}

function day(instant: string, settings: DetailSettings): ViewColumn {
  return {
    name: 'day',
    sql: localDay(instant, settings),
    comment: `The day of time in ${settings.reportingTimeZone}.`,
  };
}
