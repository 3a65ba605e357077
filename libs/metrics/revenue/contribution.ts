import type { VisibleHistory } from '../../facts/index.js';
import type { Cell, CellSink, ContributionQuestion } from '../metric.js';

export const CUSTOMERS = 0;
export const ORDERS = 1;
export const REVENUE = 2;
export const REFUNDS = 3;
/** Costs of purchases less costs that refunds recovered. */
export const COST = 4;

/**
 * What a customer adds to revenue: a purchase at its period, a refund at its own, under the purchase's channel and product.
 * Orders and customers are counted once per cell, so each split has cells of its own.
 */
export function contribute(
  history: VisibleHistory,
  { calendar, splits }: ContributionQuestion,
  cells: CellSink,
): void {
  for (const split of splits) {
    const own = new Map<string, { cell: Cell; orders: Set<string> }>();
    const byChannel = split.includes('channel');
    const byProduct = split.includes('product');
    for (const purchase of history.purchases) {
      const channel = byChannel ? purchase.channel : null;
      const product = byProduct ? purchase.product : null;
      const at = (time: number) => {
        const period = calendar.indexOf(time);
        const name = `${period}\u0000${channel}\u0000${product}`;
        let found = own.get(name);
        if (!found) {
          found = { cell: cells.cell([period, channel, product]), orders: new Set() };
          own.set(name, found);
        }
        return found;
      };
      const { cell, orders } = at(purchase.time);
      if (orders.size === 0) cell.add(CUSTOMERS, 1, purchase.position);
      if (!orders.has(purchase.order)) {
        orders.add(purchase.order);
        cell.add(ORDERS, 1, purchase.position);
      }
      cell.add(REVENUE, purchase.amount, purchase.position);
      cell.add(COST, purchase.cost, purchase.position);
      if (purchase.unconverted) {
        const { currency, amount } = purchase.unconverted;
        cells.unconverted(
          [calendar.indexOf(purchase.time), channel, product],
          currency,
          amount,
          purchase.position,
        );
      }
      for (const refund of purchase.refunds) {
        const refunded = at(refund.time).cell;
        refunded.add(REFUNDS, refund.amount, refund.position);
        refunded.add(COST, -refund.cost, refund.position);
        if (refund.unconverted) {
          const { currency, amount } = refund.unconverted;
          cells.unconverted(
            [calendar.indexOf(refund.time), channel, product],
            currency,
            amount,
            refund.position,
          );
        }
      }
    }
  }
}
