import { DAY } from '../../calendar/index.js';
import type { VisibleHistory } from '../../facts/index.js';
import { courseOf } from '../case-course.js';
import { groupOf } from '../impact/factors.js';
import { type Behind, netOf } from '../impact/outcomes.js';
import { startsOf } from '../impact/starts.js';
import type { Question } from '../metric.js';

/** A complaint that nobody has answered or resolved. Times in microseconds. */
export interface Waiting {
  complaintId: string;
  channel: string;
  openedAt: number;
}

/** The complaints of a customer that wait at the question's instant, of those it asks for. */
export function waitingOf(
  history: VisibleHistory,
  { asOf, from, to, filter }: Pick<Question, 'asOf' | 'from' | 'to' | 'filter'>,
): Waiting[] {
  return startsOf(history, { moment: 'complaint', kind: null }).flatMap((start) => {
    const { case: complaint, time } = start;
    if (!complaint || courseOf(complaint).answer) return [];
    if ((from !== null && time < from) || (to !== null && time >= to)) return [];
    if (!Object.entries(filter).every(([name, value]) => groupOf(name, start, history, asOf) === value)) {
      return [];
    }
    const { id: complaintId, channel } = complaint;
    return [{ complaintId, channel, openedAt: time }];
  });
}

/** Purchases less refunds of the 365 days up to an instant. @param asOf microseconds */
export function lastYearOf(history: VisibleHistory, asOf: number): Behind[] {
  return netOf(history, { after: asOf - 365 * DAY, until: asOf });
}
