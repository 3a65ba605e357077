import type { VisibleHistory } from '../../facts/index.js';
import type { Cell, CellSink, ContributionQuestion } from '../metric.js';

/** Customers of the cohort with a purchase at that age; at age 0 the size of the cohort. */
export const ACTIVE = 0;
export const ORDERS = 1;
export const REVENUE = 2;
export const NET = 3;
export const CONTRIBUTION = 4;

/** A customer's purchases and refunds by age: periods between that of the first purchase and that of the event. */
export function contribute(
  history: VisibleHistory,
  { calendar }: ContributionQuestion,
  cells: CellSink,
): void {
  const [first] = history.purchases;
  if (!first) return;
  const cohort = calendar.indexOf(first.time);
  const ages = new Map<number, { cell: Cell; orders: Set<string> }>();
  const at = (time: number) => {
    const age = calendar.indexOf(time) - cohort;
    let found = ages.get(age);
    if (!found) {
      found = { cell: cells.cell([cohort, age]), orders: new Set() };
      ages.set(age, found);
    }
    return found;
  };
  const left = (time: number, currency: string, amount: bigint, position: number) =>
    cells.unconverted([cohort, calendar.indexOf(time) - cohort], currency, amount, position);

  for (const { time, order, position, amount, cost, unconverted, refunds } of history.purchases) {
    const { cell, orders } = at(time);
    if (orders.size === 0) cell.add(ACTIVE, 1, position);
    if (!orders.has(order)) {
      orders.add(order);
      cell.add(ORDERS, 1, position);
    }
    cell.add(REVENUE, amount, position);
    cell.add(NET, amount, position);
    cell.add(CONTRIBUTION, amount - cost, position);
    if (unconverted) left(time, unconverted.currency, unconverted.amount, position);
    for (const refund of refunds) {
      const refunded = at(refund.time).cell;
      refunded.add(NET, -refund.amount, refund.position);
      refunded.add(CONTRIBUTION, refund.cost - refund.amount, refund.position);
      if (refund.unconverted) {
        left(refund.time, refund.unconverted.currency, refund.unconverted.amount, refund.position);
      }
    }
  }
}
