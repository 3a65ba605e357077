import { formatTime } from '../../events/index.js';
import { compareUtf8 } from '../../facts/index.js';
import { formatAmount, multiplier } from '../../money/index.js';
import { checkRowCount } from '../answer-size.js';
import type { AnswerRow, Question } from '../metric.js';
import type { Risk } from './risk.js';
import type { Waiting } from './waiting.js';

/** A customer whose complaints wait. Money in ten-thousandths. */
export interface Waiter {
  customer: string;
  complaints: Waiting[];
  netLastYear: bigint;
  /** Null where the risks are not known. */
  value: bigint | null;
}

const HOUR = 3_600_000_000;

/**
 * A row per complaint: most at stake first, then who brought most, then who waits longest.
 * @throws TooManyRows
 */
export function atStakeRows(
  waiters: readonly Waiter[],
  risk: Risk,
  { asOf, precision, own }: Pick<Question, 'asOf' | 'precision' | 'own'>,
): AnswerRow[] {
  const all = waiters.flatMap((waiter) => waiter.complaints.map((complaint) => ({ waiter, complaint })));
  all.sort(
    (a, b) =>
      descending(a.waiter.value ?? 0n, b.waiter.value ?? 0n) ||
      descending(a.waiter.netLastYear, b.waiter.netLastYear) ||
      a.complaint.openedAt - b.complaint.openedAt ||
      compareUtf8(a.waiter.customer, b.waiter.customer) ||
      compareUtf8(a.complaint.complaintId, b.complaint.complaintId) ||
      compareUtf8(a.complaint.channel, b.complaint.channel),
  );
  const lines = own.top === null ? all : all.slice(0, Number(own.top));
  checkRowCount(lines.length);
  return lines.map(({ waiter: { customer, netLastYear, value }, complaint }) => ({
    customer,
    complaintId: complaint.complaintId,
    channel: complaint.channel,
    openedAt: formatTime(complaint.openedAt),
    waitingHours: (asOf - complaint.openedAt) / HOUR,
    netLast365Days: formatAmount(netLastYear, precision),
    stopRiskIfAnswered: risk.ifAnswered,
    stopRiskIfUnanswered: risk.ifUnanswered,
    valueAtStake: value === null ? null : formatAmount(value, precision),
  }));
}

/** Each customer once, however many complaints wait: all of them put the same money at stake. */
export function totalOf(
  waiters: readonly Waiter[],
  { precision }: Pick<Question, 'precision'>,
): { complaints: number; customers: number; valueAtStake: string | null } {
  const values = waiters.map(({ value }) => value);
  return {
    complaints: waiters.reduce((count, { complaints }) => count + complaints.length, 0),
    customers: waiters.length,
    valueAtStake: values.includes(null)
      ? null
      : formatAmount(
          values.reduce<bigint>((sum, value) => sum + (value ?? 0n), 0n),
          precision,
        ),
  };
}

/** What is at stake of a customer's net, in ten-thousandths, rounded half-even; null where the risks are not known. */
export function valueAtStake({ ifAnswered, ifUnanswered }: Risk): (netLastYear: bigint) => bigint | null {
  if (ifAnswered === null || ifUnanswered === null) return () => null;
  const value = multiplier(String(ifUnanswered - ifAnswered));
  return (netLastYear) => value(netLastYear > 0n ? netLastYear : 0n);
}

function descending(a: bigint, b: bigint): number {
  return a === b ? 0 : a > b ? -1 : 1;
}
