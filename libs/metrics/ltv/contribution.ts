import type { VisibleHistory } from '../../facts/index.js';
import type { CellSink, ContributionQuestion } from '../metric.js';

export const CUSTOMERS = 0;
export const ORDERS = 1;
export const NET = 2;
export const CONTRIBUTION = 3;
export const COST_TO_SERVE = 4;

/** What a customer is worth so far, all of it at the day of the first purchase. Who never bought adds nothing. */
export function contribute(history: VisibleHistory, { days }: ContributionQuestion, cells: CellSink): void {
  const [first] = history.purchases;
  if (!first) return;
  const key = [days.indexOf(first.time)];
  const cell = cells.cell(key);
  cell.add(CUSTOMERS, 1, first.position);
  const orders = new Set<string>();
  for (const { order, position, amount, cost, unconverted, refunds } of history.purchases) {
    if (!orders.has(order)) {
      orders.add(order);
      cell.add(ORDERS, 1, position);
    }
    cell.add(NET, amount, position);
    cell.add(CONTRIBUTION, amount - cost, position);
    if (unconverted) cells.unconverted(key, unconverted.currency, unconverted.amount, position);
    for (const refund of refunds) {
      cell.add(NET, -refund.amount, refund.position);
      cell.add(CONTRIBUTION, refund.cost - refund.amount, refund.position);
      const left = refund.unconverted;
      if (left) cells.unconverted(key, left.currency, left.amount, refund.position);
    }
  }
  for (const { amount, position, unconverted } of history.serviceCosts) {
    cell.add(COST_TO_SERVE, amount, position);
    if (unconverted) cells.unconverted(key, unconverted.currency, unconverted.amount, position);
  }
}
