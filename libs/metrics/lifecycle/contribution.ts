import type { Purchase, VisibleHistory } from '../../facts/index.js';
import type { CellSink, ContributionQuestion } from '../metric.js';

export const NEW = 0;
export const RETURNING = 1;
export const REACTIVATED = 2;
export const DORMANT = 3;

/** What a customer is in each period bought in, and in the one after when it was not. */
export function contribute(
  history: VisibleHistory,
  { calendar }: ContributionQuestion,
  cells: CellSink,
): void {
  const bought = new Map<number, Purchase[]>();
  for (const purchase of history.purchases) {
    const period = calendar.indexOf(purchase.time);
    const ofPeriod = bought.get(period);
    if (ofPeriod) ofPeriod.push(purchase);
    else bought.set(period, [purchase]);
  }
  let first = true;
  for (const [period, purchases] of bought) {
    count(cells, period, first ? NEW : bought.has(period - 1) ? RETURNING : REACTIVATED, purchases);
    if (!bought.has(period + 1)) count(cells, period + 1, DORMANT, purchases);
    first = false;
  }
}

/** One customer, by the purchases that show it. */
function count(cells: CellSink, period: number, measure: number, purchases: readonly Purchase[]): void {
  const cell = cells.cell([period]);
  purchases.forEach(({ position }, i) => {
    cell.add(measure, i === 0 ? 1 : 0, position);
  });
}
