import { formatTime } from '../../events/index.js';
import { compareUtf8 } from '../../facts/index.js';
import { formatAmount } from '../../money/index.js';
import type { AnswerRow, Question } from '../metric.js';
import type { AllWaiting } from './all-waiting.js';
import type { Risk } from './risk.js';
import { type Stake, valueAtStake } from './stakes.js';
import type { LastYear, WaitingComplaint } from './waiting.js';

type Stakes = ReadonlyMap<LastYear, Stake>;

const HOUR = 3_600_000_000;

/** A row per complaint, the worst ones: most at stake first, then who brought most, then who waits longest. */
export function atStakeRows(
  complaints: readonly WaitingComplaint[],
  stakes: Stakes,
  risk: Risk,
  { asOf, own }: Pick<Question, 'asOf' | 'own'>,
): AnswerRow[] {
  const all = complaints.map((complaint) => ({ complaint, stake: stakes.get(complaint.lastYear) as Stake }));
  all.sort(
    (a, b) =>
      a.stake.rank - b.stake.rank ||
      a.complaint.openedAt - b.complaint.openedAt ||
      compareUtf8(a.complaint.customer, b.complaint.customer) ||
      compareUtf8(a.complaint.complaintId, b.complaint.complaintId) ||
      compareUtf8(a.complaint.channel, b.complaint.channel),
  );
  return all
    .slice(0, Number(own.top))
    .map(({ complaint: { customer, complaintId, channel, openedAt }, stake }) => ({
      customer,
      complaintId,
      channel,
      openedAt: formatTime(openedAt),
      waitingHours: (asOf - openedAt) / HOUR,
      netLast365Days: stake.netText,
      stopRiskIfAnswered: risk.ifAnswered,
      stopRiskIfUnanswered: risk.ifUnanswered,
      valueAtStake: stake.valueText,
    }));
}

/** Each customer once, however many complaints wait: all of them put the same money at stake. */
export function totalOf(
  { complaints, customers }: Pick<AllWaiting, 'complaints' | 'customers'>,
  risk: Risk,
  { precision }: Pick<Question, 'precision'>,
): { complaints: number; customers: number; valueAtStake: string | null } {
  const atStake = valueAtStake(risk);
  let count = 0;
  let sum: bigint | null = 0n;
  for (const [net, of] of customers) {
    count += of;
    const value = atStake(net);
    sum = sum === null || value === null ? null : sum + BigInt(of) * value;
  }
  return { complaints, customers: count, valueAtStake: sum === null ? null : formatAmount(sum, precision) };
}
