import { countingResolution } from './cases.js';
import type { History, Purchase, Unconverted } from './history.js';
import type { Dimensions } from './profile.js';

/** Money spent on serving a customer: a contact's cost at its receipt, a complaint's compensation at its resolution. */
export interface ServiceCost {
  kind: 'contact' | 'complaint';
  /** The event that says what it cost. */
  position: number;
  time: number;
  channel: string;
  amount: bigint;
  unconverted: Unconverted | null;
}

/** A history as it stands at an instant: facts after it do not exist. */
export interface VisibleHistory {
  dimensions: Dimensions;
  asOf: number;
  /** In time order, with the refunds that count by then. */
  purchases: Purchase[];
  /** In no order. */
  serviceCosts: ServiceCost[];
  /** The earliest instant at which there will be more to see; Infinity for never. */
  until: number;
}

/** Cost of a contact by channel, in ten-thousandths of the reporting currency. */
export type UnitCosts = ReadonlyMap<string, bigint>;

/** @param asOf microseconds since the epoch */
export function visibleHistory(history: History, asOf: number, unitCosts: UnitCosts): VisibleHistory {
  let until = Number.POSITIVE_INFINITY;
  const seen = (time: number): boolean => {
    if (time <= asOf) return true;
    if (time < until) until = time;
    return false;
  };
  const purchases: Purchase[] = [];
  for (const purchase of history.purchases) {
    if (!seen(purchase.time)) continue;
    const all = purchase.refunds.length === 0 || purchase.refunds[purchase.refunds.length - 1].time <= asOf;
    purchases.push(
      all ? purchase : { ...purchase, refunds: purchase.refunds.filter(({ time }) => seen(time)) },
    );
  }
  const serviceCosts: ServiceCost[] = [];
  for (const { position, time, channel, resolution } of history.contacts) {
    if (!seen(time)) continue;
    const resolved = resolution && seen(resolution.time) ? resolution : null;
    serviceCosts.push({
      kind: 'contact',
      time,
      channel,
      position: resolved && resolved.amount !== null ? resolved.position : position,
      amount: resolved?.amount ?? unitCosts.get(channel) ?? 0n,
      unconverted: resolved?.unconverted ?? null,
    });
  }
  for (const { time, steps } of history.complaints) {
    if (!seen(time)) continue;
    for (const step of steps) seen(step.time);
    const resolution = countingResolution(steps, asOf);
    if (!resolution || resolution.amount === null) continue;
    serviceCosts.push({
      kind: 'complaint',
      time: Math.max(resolution.time, time),
      channel: '',
      position: resolution.position,
      amount: resolution.amount,
      unconverted: resolution.unconverted,
    });
  }
  return { dimensions: history.dimensions, asOf, purchases, serviceCosts, until };
}
