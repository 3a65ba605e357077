import type { CloudEvent } from '../../api/explain.js';

const SIGNS: Record<string, number> = {
  'lifeledger.purchase.completed.v1': 1,
  'lifeledger.purchase.refunded.v1': -1,
};

/** What a customer had brought by the end of a month, `2025-03`. */
export interface ValueOfMonth {
  month: string;
  value: number;
}

/**
 * Cumulative net of purchases and refunds in this currency by month, from the first of them to the last, months without
 * one included. For a drawing: no sum of the books.
 * @param events newest first
 * @param timeZone in which months begin
 */
export function valueCourse(
  events: readonly CloudEvent[],
  currency: string,
  timeZone: string,
): ValueOfMonth[] {
  // Sweden writes dates as ISO 8601 does.
  const monthOf = new Intl.DateTimeFormat('sv', { year: 'numeric', month: '2-digit', timeZone });
  const added = new Map<string, number>();
  for (const { type, time, data } of [...events].reverse()) {
    const sign = SIGNS[type];
    if (!sign || data?.currency !== currency) continue;
    const month = monthOf.format(new Date(time));
    added.set(month, (added.get(month) ?? 0) + sign * Number(data.amount));
  }
  const months = [...added.keys()].sort();
  const course: ValueOfMonth[] = [];
  let value = 0;
  for (
    let month = months[0];
    months.length > 0 && month <= months[months.length - 1];
    month = nextOf(month)
  ) {
    value += added.get(month) ?? 0;
    course.push({ month, value });
  }
  return course;
}

function nextOf(month: string): string {
  const [year, number] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}
