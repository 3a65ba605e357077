import Big from 'big.js';
import { fourPlaces, smaller, ZERO } from './exact.js';
import type { Exchange } from './exchange.js';
import { sourceMeant } from './references.js';
import type { Settings } from './settings.js';
import type { Standing } from './standing-events.js';

/** A purchase, or what of a refund counts against one purchase. Money is in the reporting currency. */
export interface Sale {
  kind: 'purchase' | 'refund';
  subject: string;
  time: number;
  /** Source and order id. */
  order: string;
  channel: string;
  product: string;
  revenue: Big;
  refund: Big;
  /** Cost of goods; what a refund recovers is negative. */
  cost: Big;
}

export interface Purchase {
  event: Standing;
  currency: string;
  amount: Big;
  cost: Big;
  /** What refunds may still take. */
  amountLeft: Big;
  costLeft: Big;
}

/** Every purchase and every counted part of a refund. `events` in order of time. */
export function sales(events: Standing[], settings: Settings, convert: Exchange): Sale[] {
  const currencyOf = (event: Standing) => String(event.data.currency ?? settings.reportingCurrency);
  const counted: Sale[] = [];

  const record = (purchase: Purchase, kind: Sale['kind'], time: number, amount: Big, cost: Big) => {
    const { event, currency } = purchase;
    const converted = convert(amount, currency, time) ?? ZERO;
    const convertedCost = convert(cost, currency, time) ?? ZERO;
    counted.push({
      kind,
      subject: event.subject,
      time,
      order: JSON.stringify([event.source, event.data.orderId]),
      channel: String(event.data.channel ?? 'unknown'),
      product: String(event.data.product ?? 'unknown'),
      revenue: kind === 'purchase' ? converted : ZERO,
      refund: kind === 'refund' ? converted : ZERO,
      cost: kind === 'purchase' ? convertedCost : ZERO.minus(convertedCost),
    });
  };

  const purchases = purchasesOf(events, settings);
  for (const purchase of purchases) {
    record(purchase, 'purchase', purchase.event.time, purchase.amount, purchase.cost);
  }

  for (const refund of events.filter(({ type }) => type === 'purchase.refunded')) {
    let amount = Big(String(refund.data.amount));
    let cost = Big(String(refund.data.cost ?? 0));
    for (const purchase of refundedBy(refund, purchases)) {
      if (purchase.currency !== currencyOf(refund)) continue;
      const amountTaken = smaller(amount, purchase.amountLeft);
      const costTaken = smaller(cost, purchase.costLeft);
      if (amountTaken.eq(0) && costTaken.eq(0)) continue;
      amount = amount.minus(amountTaken);
      cost = cost.minus(costTaken);
      purchase.amountLeft = purchase.amountLeft.minus(amountTaken);
      purchase.costLeft = purchase.costLeft.minus(costTaken);
      const time = Math.max(refund.time, purchase.event.time);
      record(purchase, 'refund', time, amountTaken, costTaken);
    }
  }
  return counted;
}

/** All purchases, nothing of them refunded. */
export function purchasesOf(events: Standing[], settings: Settings): Purchase[] {
  return events
    .filter(({ type }) => type === 'purchase.completed')
    .map((event) => {
      const amount = Big(String(event.data.amount));
      const cost =
        event.data.cost === undefined
          ? fourPlaces(amount.times(settings.defaultCostRate))
          : Big(String(event.data.cost));
      const currency = String(event.data.currency ?? settings.reportingCurrency);
      return { event, currency, amount, cost, amountLeft: amount, costLeft: cost };
    });
}

/**
 * The purchases a refund speaks of: with a line, that line; without one, the purchase of the order that has
 * no line either, else all its lines.
 */
export function refundedBy(refund: Standing, purchases: Purchase[]): Purchase[] {
  const source = sourceMeant(
    refund,
    purchases.map(({ event }) => event),
    'orderId',
  );
  const order = purchases.filter(
    ({ event }) => event.source === source && event.data.orderId === refund.data.orderId,
  );
  const sameLine = order.filter(({ event }) => event.data.lineId === refund.data.lineId);
  return sameLine.length === 0 && refund.data.lineId === undefined ? order : sameLine;
}
