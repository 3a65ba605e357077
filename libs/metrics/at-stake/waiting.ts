import { DAY } from '../../calendar/index.js';
import type { Case, VisibleHistory } from '../../facts/index.js';
import { courseOf } from '../case-course.js';
import { groupOf } from '../impact/factors.js';
import { type Flow, flowsIn, netFlows } from '../impact/flows.js';
import { type Start, startsOf } from '../impact/starts.js';
import type { Question } from '../metric.js';

/** A complaint that nobody has answered or resolved. Times in microseconds. */
export interface Waiting {
  complaintId: string;
  channel: string;
  openedAt: number;
}

/** With the position of the event that opened it. */
export interface WaitingEvent extends Waiting {
  position: number;
}

/** A customer’s money of the last 365 days. */
export interface LastYear {
  /** Ten-thousandths. */
  net: bigint;
  /** What is not in it. */
  withoutRate: readonly Pick<Flow, 'position' | 'unconverted'>[];
}

/** With whose complaint it is. Customers may share what says of their money the same. */
export interface WaitingComplaint extends Waiting {
  customer: string;
  lastYear: LastYear;
}

/** All complaints of a customer that wait. */
export function waitingStarts(history: VisibleHistory): (Start & { case: Case })[] {
  return startsOf(history, { moment: 'complaint', kind: null }).flatMap((start) =>
    start.case && !courseOf(start.case).answer ? [{ ...start, case: start.case }] : [],
  );
}

/** The complaints of a customer that wait at the question's instant, of those it asks for. */
export function waitingOf(
  history: VisibleHistory,
  { asOf, from, to, filter }: Pick<Question, 'asOf' | 'from' | 'to' | 'filter'>,
): WaitingEvent[] {
  return waitingStarts(history)
    .filter(
      (start) =>
        (from === null || start.time >= from) &&
        (to === null || start.time < to) &&
        Object.entries(filter).every(([name, value]) => groupOf(name, start, history, asOf) === value),
    )
    .map(({ case: { id: complaintId, channel }, position, time }) => ({
      ...{ complaintId, channel, openedAt: time },
      position,
    }));
}

/** Purchases less refunds of the 365 days up to an instant. @param asOf microseconds */
export function lastYearOf(history: VisibleHistory, asOf: number): Flow[] {
  return flowsIn(netFlows(history), { after: asOf - 365 * DAY, until: asOf });
}
