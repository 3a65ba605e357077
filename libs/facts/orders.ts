import { multiply } from '../money/index.js';
import type { ContradictionKind } from './contradictions.js';
import { compareEvents, earliest, type Ordered } from './order.js';

/** A purchase or one line of an order, in its own currency, money in ten-thousandths. */
export interface PurchaseFact extends Ordered {
  position: number;
  lineId: string | null;
  amount: bigint;
  /** Null when not published: then the default cost rate holds. */
  cost: bigint | null;
  currency: string;
}

/** A refund of an order or of one of its lines. */
export interface RefundFact extends Ordered {
  position: number;
  lineId: string | null;
  amount: bigint;
  cost: bigint | null;
  currency: string;
}

/** The part of a refund that one purchase takes. */
export interface Allocation {
  /** Position of the refund. */
  refund: number;
  /** When it counts: at its own time, but never before its purchase. */
  time: number;
  amount: bigint;
  /** Cost recovered. */
  cost: bigint;
}

export interface ResolvedOrder {
  /** Positions of the purchases that count, with the refunds each takes in time order. */
  counting: Map<number, Allocation[]>;
  /** What is wrong with refunds, by their position; those that fit are missing. */
  contradicting: Map<number, ContradictionKind[]>;
}

/**
 * Settles everything that was published under one `orderId`, whatever its source and customer:
 * of several purchases of one source and line the earliest counts; a refund goes to the purchases it refers to
 * (its own source's, else the earliest's), in time order up to what was paid. What exceeds that, what is in
 * another currency, and what finds no purchase is not summed.
 * @param refunds those that count (of one source and refundId the earliest)
 * @param defaultCostRate cost of goods as a share of the amount, where a purchase names none
 */
export function resolveOrder(
  purchases: readonly PurchaseFact[],
  refunds: readonly RefundFact[],
  defaultCostRate: string,
): ResolvedOrder {
  const lines = firstOfEachLine(purchases);
  const counting = new Map<number, Allocation[]>(lines.map((line) => [line.position, []]));
  const contradicting = new Map<number, ContradictionKind[]>();
  if (refunds.length === 0) return { counting, contradicting };

  const left = new Map(
    lines.map((line) => [line.position, { amount: line.amount, cost: costOf(line, defaultCostRate) }]),
  );
  for (const refund of [...refunds].sort(compareEvents)) {
    let { amount } = refund;
    let cost = refund.cost ?? 0n;
    let early = false;
    const meant = refundedLines(refund, lines);
    const takers = meant.filter(({ currency }) => currency === refund.currency);
    for (const line of takers) {
      const rest = left.get(line.position) as { amount: bigint; cost: bigint };
      const part = { amount: smaller(amount, rest.amount), cost: smaller(cost, rest.cost) };
      if (part.amount === 0n && part.cost === 0n) continue;
      rest.amount -= part.amount;
      rest.cost -= part.cost;
      amount -= part.amount;
      cost -= part.cost;
      counting.get(line.position)?.push({
        refund: refund.position,
        time: Math.max(refund.time, line.time),
        ...part,
      });
      if (refund.time < line.time) early = true;
    }
    const kinds: ContradictionKind[] = [];
    if (meant.length === 0) kinds.push('refund-without-purchase');
    else if (takers.length === 0) kinds.push('refund-in-other-currency');
    else if (amount > 0n || cost > 0n) kinds.push('refund-above-purchase');
    if (early) kinds.push('refund-before-purchase');
    if (kinds.length > 0) contradicting.set(refund.position, kinds);
  }
  return { counting, contradicting };
}

/** What the goods of a purchase cost: as published, else the default share of the amount. */
export function costOf(purchase: Pick<PurchaseFact, 'amount' | 'cost'>, defaultCostRate: string): bigint {
  return purchase.cost ?? (defaultCostRate === '0' ? 0n : multiply(purchase.amount, defaultCostRate));
}

function firstOfEachLine(purchases: readonly PurchaseFact[]): PurchaseFact[] {
  const first = new Map<string, PurchaseFact>();
  for (const purchase of [...purchases].sort(compareEvents)) {
    const line = JSON.stringify([purchase.source, purchase.lineId]);
    if (!first.has(line)) first.set(line, purchase);
  }
  return [...first.values()];
}

/**
 * The lines a refund speaks of, in the order they are filled. The reference is settled by the orderId: its own
 * source's order, else the earliest. With a lineId it is that line of it; without one the purchase without a line,
 * or, where the order has lines only, all of them.
 */
function refundedLines(refund: RefundFact, lines: readonly PurchaseFact[]): PurchaseFact[] {
  if (lines.length === 0) return [];
  const own = lines.some(({ source }) => source === refund.source);
  const source = own ? refund.source : earliest(lines).source;
  const order = lines.filter((line) => line.source === source);
  const named = order.filter(({ lineId }) => lineId === refund.lineId);
  return refund.lineId === null && named.length === 0 ? order : named;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
