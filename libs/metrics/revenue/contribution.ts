import type { VisibleHistory } from '../../facts/index.js';
import type { Cell, CellSink, ContributionQuestion } from '../metric.js';

export const CUSTOMERS = 0;
export const ORDERS = 1;
export const REVENUE = 2;
export const REFUNDS = 3;
/** Costs of purchases less costs that refunds recovered. */
export const COST = 4;

/** A cell of one customer, and the orders counted in it: mostly one. */
interface OwnCell {
  channel: string | null;
  product: string | null;
  cell: Cell;
  order: string | null;
  otherOrders: Set<string> | null;
}

/**
 * What a customer adds to revenue: a purchase at its period, a refund at its own, under the purchase's channel and product.
 * Orders and customers are counted once per cell, so each split has cells of its own.
 */
export function contribute(
  { purchases }: VisibleHistory,
  { calendar, splits }: ContributionQuestion,
  cells: CellSink,
): void {
  const periods = purchases.map(({ time }) => calendar.indexOf(time));
  for (const split of splits) {
    const byChannel = split.includes('channel');
    const byProduct = split.includes('product');
    // In one period a customer has few cells: going through them is quicker than naming them.
    const own = new Map<number, OwnCell[]>();
    const at = (period: number, channel: string | null, product: string | null): OwnCell => {
      let ofPeriod = own.get(period);
      if (!ofPeriod) {
        ofPeriod = [];
        own.set(period, ofPeriod);
      }
      for (const known of ofPeriod) {
        if (known.channel === channel && known.product === product) return known;
      }
      const cell = cells.cell([period, channel, product]);
      const found: OwnCell = { channel, product, cell, order: null, otherOrders: null };
      ofPeriod.push(found);
      return found;
    };
    for (let i = 0; i < purchases.length; i++) {
      const purchase = purchases[i];
      const channel = byChannel ? purchase.channel : null;
      const product = byProduct ? purchase.product : null;
      const found = at(periods[i], channel, product);
      const { cell } = found;
      if (found.order === null) cell.add(CUSTOMERS, 1, purchase.position);
      if (isNewOrder(found, purchase.order)) cell.add(ORDERS, 1, purchase.position);
      cell.add(REVENUE, purchase.amount, purchase.position);
      if (purchase.cost !== 0n) cell.add(COST, purchase.cost, purchase.position);
      if (purchase.unconverted) {
        const { currency, amount } = purchase.unconverted;
        cells.unconverted([periods[i], channel, product], currency, amount, purchase.position);
      }
      for (const refund of purchase.refunds) {
        const period = calendar.indexOf(refund.time);
        const refunded = at(period, channel, product).cell;
        refunded.add(REFUNDS, refund.amount, refund.position);
        if (refund.cost !== 0n) refunded.add(COST, -refund.cost, refund.position);
        if (refund.unconverted) {
          const { currency, amount } = refund.unconverted;
          cells.unconverted([period, channel, product], currency, amount, refund.position);
        }
      }
    }
  }
}

/** Whether an order is met in this cell for the first time; it is not the next time. */
function isNewOrder(found: OwnCell, order: string): boolean {
  if (found.order === null) {
    found.order = order;
    return true;
  }
  if (found.order === order || found.otherOrders?.has(order)) return false;
  found.otherOrders ??= new Set();
  found.otherOrders.add(order);
  return true;
}
