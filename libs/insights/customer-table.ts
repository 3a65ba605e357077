import type { CopyValue } from '../database/index.js';
import { formatTime } from '../events/index.js';
import { type History, type VisibleHistory, writeHistory } from '../facts/index.js';
import { formatAmount } from '../money/index.js';
import type { Tables } from '../projections/index.js';
import { DIMENSION_COLUMNS } from './standing-tables.js';

/** One row per person: what lists show, and the history that any question can be answered from. */
export const CUSTOMER_TABLE = 'customers';

export function createCustomerTable(tables: Tables): string {
  return `
    create table ${tables(CUSTOMER_TABLE)} (
      person text collate "C" not null,
      partition smallint not null,
      stranger boolean not null,
      ${DIMENSION_COLUMNS.map((name) => `${name} text collate "C" not null`).join(', ')},
      first_purchase timestamptz,
      last_purchase timestamptz,
      orders integer not null,
      net numeric not null,
      contribution numeric not null,
      cost_to_serve numeric not null,
      ltv numeric not null,
      as_of timestamptz not null,
      history text not null,
      primary key (person, partition));
    alter table ${tables(CUSTOMER_TABLE)} alter column history set storage external;`;
}

/** For lists, which leave out strangers. */
export function createCustomerIndexes(tables: Tables): string {
  return `create index on ${tables(CUSTOMER_TABLE)} (ltv, person) where not stranger;`;
}

/** Totals of a person so far, money in ten-thousandths. */
export function totalsOf({ purchases, serviceCosts }: VisibleHistory) {
  let net = 0n;
  let cost = 0n;
  for (const purchase of purchases) {
    net += purchase.amount;
    cost += purchase.cost;
    for (const refund of purchase.refunds) {
      net -= refund.amount;
      cost -= refund.cost;
    }
  }
  const costToServe = serviceCosts.reduce((sum, { amount }) => sum + amount, 0n);
  const contribution = net - cost;
  return {
    orders: new Set(purchases.map(({ order }) => order)).size,
    net,
    contribution,
    costToServe,
    ltv: contribution - costToServe,
  };
}

/** The row of a person in {@link CUSTOMER_TABLE}. @param home the person's partition */
export function customerRow(
  person: string,
  home: number,
  history: History,
  visible: VisibleHistory,
): CopyValue[] {
  const { purchases } = visible;
  const totals = totalsOf(visible);
  return [
    person,
    home,
    history.stranger,
    ...visible.dimensions,
    purchases.length === 0 ? null : formatTime(purchases[0].time),
    purchases.length === 0 ? null : formatTime(purchases[purchases.length - 1].time),
    totals.orders,
    formatAmount(totals.net, 4),
    formatAmount(totals.contribution, 4),
    formatAmount(totals.costToServe, 4),
    formatAmount(totals.ltv, 4),
    formatTime(visible.asOf),
    writeHistory(history),
  ];
}

customerRow.columns = [
  'person',
  'partition',
  'stranger',
  ...DIMENSION_COLUMNS,
  'first_purchase',
  'last_purchase',
  'orders',
  'net',
  'contribution',
  'cost_to_serve',
  'ltv',
  'as_of',
  'history',
];
