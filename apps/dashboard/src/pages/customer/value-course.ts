import type { CloudEvent } from '../../api/explain.js';

const SIGNS: Record<string, number> = {
  'lifeledger.purchase.completed.v1': 1,
  'lifeledger.purchase.refunded.v1': -1,
};

/** Cumulative net after each purchase and refund in this currency, oldest first. For a drawing: no sum of the books. */
export function valueCourse(
  events: readonly CloudEvent[],
  currency: string,
): { time: string; value: number }[] {
  let value = 0;
  return [...events].reverse().flatMap(({ type, time, data }) => {
    const sign = SIGNS[type];
    if (!sign || data?.currency !== currency) return [];
    value += sign * Number(data.amount);
    return [{ time, value }];
  });
}
