import { type Connection, rows } from '../database/index.js';
import { parseAmount } from '../money/index.js';
import type { Tables } from '../projections/index.js';
import type { Contradictions } from './contradictions.js';
import { groupBy } from './group-by.js';
import { earliestOfEach } from './order.js';
import { type Allocation, type PurchaseFact, type RefundFact, resolveOrder } from './orders.js';
import type { Outbox } from './outbox.js';
import type { FactSettings } from './settings.js';
import { note, type Touched } from './touched.js';

type StoredPurchase = PurchaseFact & {
  subject: string;
  orderId: string;
  counts: boolean;
  refunds: string | null;
  voided: boolean;
};
type StoredRefund = RefundFact & { orderId: string; refundId: string; voided: boolean };

/**
 * Settles the orders that a batch touched: which purchases count and which refunds they take.
 * @param batch positions whose purchases are looked at
 * @returns the orders that were settled, each with the position that made it so
 */
export async function foldOrders(
  connection: Connection,
  tables: Tables,
  batch: { first: number; last: number } | null,
  touched: Touched,
  { defaultCostRate }: FactSettings,
  contradictions: Contradictions,
  outbox: Outbox,
): Promise<ReadonlyMap<string, number>> {
  const toSettle = await ordersToSettle(connection, tables, batch, touched, outbox);
  if (toSettle.size === 0) return toSettle;
  const orderIds = [...toSettle.keys()];
  const all = await loadPurchases(connection, tables, orderIds);
  const published = await loadRefunds(connection, tables, orderIds);
  for (const { position, voided } of [...all, ...published.voided]) {
    if (voided) contradictions.examine(position);
  }
  const changed: { position: number; counts: boolean; refunds: string | null }[] = [];
  for (const { position, voided, counts, refunds } of all) {
    // As a row begins: what is settled does not tell when it was taken out.
    if (voided && (!counts || refunds !== null)) changed.push({ position, counts: true, refunds: null });
  }
  const purchases = groupBy(
    all.filter(({ voided }) => !voided),
    ({ orderId }) => orderId,
  );
  const refunds = groupBy(published.counting, ({ orderId }) => orderId);
  for (const { position } of published.repeated) contradictions.examine(position, 'repeated-refund');

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
 * The orders that have something to settle, each with the position that made it so: those a refund or a void speaks of,
 * and those with a new purchase that is not the only thing published under their orderId, or that a survey is about.
 */
async function ordersToSettle(
  connection: Connection,
  tables: Tables,
  batch: { first: number; last: number } | null,
  touched: Touched,
  outbox: Outbox,
): Promise<ReadonlyMap<string, number>> {
  const refundIds = outbox.own('refundIds', touched.refundIds);
  if (refundIds.size > 0) {
    // One refundId under two orders: whichever counts, the other order changes too.
    const siblings = await rows<[string, string]>(
      connection,
      `select distinct order_id, refund_id from ${tables('refunds')} where refund_id = any($1::text[])`,
      [[...refundIds.keys()]],
    );
    for (const [orderId, refundId] of siblings) {
      note(touched.orders, orderId, refundIds.get(refundId) as number);
    }
  }
  const orders = new Map(outbox.own('orders', touched.orders));
  const bought = outbox.own('bought', touched.bought);
  if (batch) {
    const range = 'p.position between $1 and $2';
    const shared = await sharedOrders(connection, tables, range, [batch.first, batch.last]);
    for (const [orderId, position] of shared) note(orders, orderId, position);
  }
  if (bought.size > 0) {
    const named = 'p.order_id = any($1::text[])';
    const shared = await sharedOrders(connection, tables, named, [[...bought.keys()]]);
    for (const [orderId] of shared) note(orders, orderId, bought.get(orderId) as number);
  }
  return orders;
}

/** Orders of some purchases under which there is something else. @returns with the first of these purchases */
function sharedOrders(
  connection: Connection,
  tables: Tables,
  condition: string,
  values: unknown[],
): Promise<[orderId: string, position: number][]> {
  return rows(
    connection,
    `select p.order_id, min(p.position) from ${tables('purchases')} p
     where ${condition} and (
       exists (select 1 from ${tables('purchases')} other
               where other.order_id = p.order_id and other.position <> p.position)
       or exists (select 1 from ${tables('refunds')} r where r.order_id = p.order_id)
       or exists (select 1 from ${tables('surveys')} s
                  where s.about_id = p.order_id and s.about_id is not null))
     group by p.order_id`,
    values,
  );
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
      boolean,
    ]
  >(
    connection,
    `select position, source, id, time, subject, order_id, line_id, amount, cost, currency, counts, refunds, voided
     from ${tables('purchases')} where order_id = any($1::text[])`,
    [orderIds],
  );
  return found.map(
    ([
      position,
      source,
      id,
      time,
      subject,
      orderId,
      lineId,
      amount,
      cost,
      currency,
      counts,
      refunds,
      voided,
    ]) => ({
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
      voided,
    }),
  );
}

/**
 * The refunds of these orders: of several of one source and refundId the earliest counts, the others repeat it; those
 * that are voided do neither.
 */
async function loadRefunds(
  connection: Connection,
  tables: Tables,
  orderIds: string[],
): Promise<{ counting: StoredRefund[]; repeated: StoredRefund[]; voided: StoredRefund[] }> {
  const found = await rows<
    [number, string, string, number, string, string | null, string, string, string | null, string, boolean]
  >(
    connection,
    `select position, source, id, time, order_id, line_id, refund_id, amount, cost, currency, voided
     from ${tables('refunds')}
     where refund_id in
       (select refund_id from ${tables('refunds')} where order_id = any($1::text[]))`,
    [orderIds],
  );
  const all = found.map(
    ([
      position,
      source,
      id,
      time,
      orderId,
      lineId,
      refundId,
      amount,
      cost,
      currency,
      voided,
    ]): StoredRefund => ({
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
      voided,
    }),
  );
  const refunds = all.filter(({ voided }) => !voided);
  const first = new Set(
    earliestOfEach(refunds, ({ source, refundId }) => JSON.stringify([source, refundId])).values(),
  );
  const wanted = new Set(orderIds);
  const ofThese = refunds.filter(({ orderId }) => wanted.has(orderId));
  return {
    counting: ofThese.filter((refund) => first.has(refund)),
    repeated: ofThese.filter((refund) => !first.has(refund)),
    voided: all.filter(({ orderId, voided }) => voided && wanted.has(orderId)),
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
