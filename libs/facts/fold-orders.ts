import { type Connection, rows } from '../database/index.js';
import type { RecordedEvent } from '../events/index.js';
import { parseAmount } from '../money/index.js';
import type { Tables } from '../projections/index.js';
import type { Contradictions } from './contradictions.js';
import { groupBy } from './group-by.js';
import { earliestOfEach } from './order.js';
import { type Allocation, type PurchaseFact, type RefundFact, resolveOrder } from './orders.js';
import type { FactSettings } from './settings.js';
import type { Touched } from './touched.js';

type StoredPurchase = PurchaseFact & {
  subject: string;
  orderId: string;
  counts: boolean;
  refunds: string | null;
};
type StoredRefund = RefundFact & { orderId: string; refundId: string };

/**
 * Settles the orders that a batch touched: which purchases count and which refunds they take.
 * @returns the orders that were settled, each with the position that made it so
 */
export async function foldOrders(
  connection: Connection,
  tables: Tables,
  batch: readonly RecordedEvent[],
  touched: Touched,
  { defaultCostRate }: FactSettings,
  contradictions: Contradictions,
): Promise<ReadonlyMap<string, number>> {
  const toSettle = await ordersToSettle(connection, tables, batch, touched);
  if (toSettle.size === 0) return toSettle;
  const orderIds = [...toSettle.keys()];
  const purchases = groupBy(await loadPurchases(connection, tables, orderIds), ({ orderId }) => orderId);
  const published = await loadRefunds(connection, tables, orderIds);
  const refunds = groupBy(published.counting, ({ orderId }) => orderId);
  for (const { position } of published.repeated) contradictions.examine(position, 'repeated-refund');

  const changed: { position: number; counts: boolean; refunds: string | null }[] = [];
  for (const orderId of orderIds) {
    const ofOrder = purchases.get(orderId) ?? [];
    const ofOrderRefunds = refunds.get(orderId) ?? [];
    const { counting, contradicting } = resolveOrder(ofOrder, ofOrderRefunds, defaultCostRate);
    for (const { position } of ofOrderRefunds) {
      contradictions.examine(position, ...(contradicting.get(position) ?? []));
    }
    for (const purchase of ofOrder) {
      const taken = counting.get(purchase.position);
      const counts = taken !== undefined;
      contradictions.examine(purchase.position, ...(counts ? [] : (['repeated-purchase'] as const)));
      const text = taken && taken.length > 0 ? writeAllocations(taken) : null;
      if (counts === purchase.counts && text === purchase.refunds) continue;
      changed.push({ position: purchase.position, counts, refunds: text });
      touched.mark(purchase.subject, toSettle.get(orderId) as number);
    }
  }
  if (changed.length === 0) return toSettle;
  await connection.query(
    `update ${tables('purchases')} p set counts = c.counts, refunds = c.refunds
     from unnest($1::bigint[], $2::boolean[], $3::json[]) as c(position, counts, refunds)
     where p.position = c.position`,
    [changed.map((c) => c.position), changed.map((c) => c.counts), changed.map((c) => c.refunds)],
  );
  return toSettle;
}

/**
 * The orders that have something to settle, each with the position that made it so: those a refund or a void of the
 * batch speaks of, and those of the batch's purchases that are not the only thing published under their orderId, or that
 * a survey already was about.
 */
async function ordersToSettle(
  connection: Connection,
  tables: Tables,
  batch: readonly RecordedEvent[],
  touched: Touched,
): Promise<Map<string, number>> {
  const orders = new Map(touched.orders);
  if (touched.refundIds.size > 0) {
    // One refundId under two orders: whichever counts, the other order changes too.
    const siblings = await rows<[string, string]>(
      connection,
      `select distinct order_id, refund_id from ${tables('refunds')} where refund_id = any($1::text[])`,
      [[...touched.refundIds.keys()]],
    );
    for (const [orderId, refundId] of siblings) {
      if (!orders.has(orderId)) orders.set(orderId, touched.refundIds.get(refundId) as number);
    }
  }
  const shared = await rows<[string, number]>(
    connection,
    `select p.order_id, min(p.position) from ${tables('purchases')} p
     where p.position between $1 and $2 and (
       exists (select 1 from ${tables('purchases')} other
               where other.order_id = p.order_id and other.position <> p.position)
       or exists (select 1 from ${tables('refunds')} r where r.order_id = p.order_id)
       or exists (select 1 from ${tables('contradictions')} c
                  where c.order_id = p.order_id and c.order_id is not null))
     group by p.order_id`,
    [batch[0].position, batch[batch.length - 1].position],
  );
  for (const [orderId, position] of shared) {
    orders.set(orderId, Math.min(position, orders.get(orderId) ?? position));
  }
  return orders;
}

async function loadPurchases(
  connection: Connection,
  tables: Tables,
  orderIds: string[],
): Promise<StoredPurchase[]> {
  const found = await rows<
    [
      number,
      string,
      string,
      number,
      string,
      string,
      string | null,
      string,
      string | null,
      string,
      boolean,
      string | null,
    ]
  >(
    connection,
    `select position, source, id, time, subject, order_id, line_id, amount, cost, currency, counts, refunds
     from ${tables('purchases')} where order_id = any($1::text[]) and not voided`,
    [orderIds],
  );
  return found.map(
    ([position, source, id, time, subject, orderId, lineId, amount, cost, currency, counts, refunds]) => ({
      position,
      source,
      id,
      time,
      subject,
      orderId,
      lineId,
      amount: parseAmount(amount),
      cost: cost === null ? null : parseAmount(cost),
      currency,
      counts,
      refunds,
    }),
  );
}

/** The refunds of these orders: of several of one source and refundId the earliest counts, the others repeat it. */
async function loadRefunds(
  connection: Connection,
  tables: Tables,
  orderIds: string[],
): Promise<{ counting: StoredRefund[]; repeated: StoredRefund[] }> {
  const found = await rows<
    [number, string, string, number, string, string | null, string, string, string | null, string]
  >(
    connection,
    `select position, source, id, time, order_id, line_id, refund_id, amount, cost, currency
     from ${tables('refunds')}
     where not voided and refund_id in
       (select refund_id from ${tables('refunds')} where order_id = any($1::text[]))`,
    [orderIds],
  );
  const refunds = found.map(
    ([position, source, id, time, orderId, lineId, refundId, amount, cost, currency]): StoredRefund => ({
      position,
      source,
      id,
      time,
      orderId,
      lineId,
      refundId,
      amount: parseAmount(amount),
      cost: cost === null ? null : parseAmount(cost),
      currency,
    }),
  );
  const first = new Set(
    earliestOfEach(refunds, ({ source, refundId }) => JSON.stringify([source, refundId])).values(),
  );
  const wanted = new Set(orderIds);
  const ofThese = refunds.filter(({ orderId }) => wanted.has(orderId));
  return {
    counting: ofThese.filter((refund) => first.has(refund)),
    repeated: ofThese.filter((refund) => !first.has(refund)),
  };
}

/** Allocations as a purchase's row keeps them: [refund's position, time, amount, cost]. */
function writeAllocations(allocations: readonly Allocation[]): string {
  return JSON.stringify(
    allocations.map(({ refund, time, amount, cost }) => [refund, time, `${amount}`, `${cost}`]),
  );
}

/** Reads what a purchase's row keeps. */
export function readAllocations(text: string | null): Allocation[] {
  if (text === null) return [];
  return (JSON.parse(text) as [number, number, string, string][]).map(([refund, time, amount, cost]) => ({
    refund,
    time,
    amount: BigInt(amount),
    cost: BigInt(cost),
  }));
}
