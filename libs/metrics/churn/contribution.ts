import { DAY } from '../../calendar/index.js';
import type { VisibleHistory } from '../../facts/index.js';
import type { CellSink, ContributionQuestion } from '../metric.js';

export const ACTIVE_AT_START = 0;
export const NEW = 1;
export const CHURNED = 2;
export const WON_BACK = 3;
/** Purchases and churn instants: says which periods have data. */
export const EVENTS = 4;

/**
 * A customer is active at t when some purchase u has u < t ≤ u + window, and churns at u + window when no purchase
 * lies in (u, u + window].
 */
export function contribute(
  history: VisibleHistory,
  { calendar, window }: ContributionQuestion,
  cells: CellSink,
): void {
  const length = window * DAY;
  const active = new Map<number, number>();
  /** The last period of those active at the start of; what an earlier purchase has reached, a later one need not. */
  let reached = Number.NEGATIVE_INFINITY;
  const churned = new Map<number, number>();
  const wonBack = new Set<number>();
  const { purchases } = history;
  purchases.forEach(({ time, position }, i) => {
    const period = calendar.indexOf(time);
    const cell = cells.cell([period]);
    cell.add(EVENTS, 1, position);
    if (i === 0) cell.add(NEW, 1, position);
    const previous = i === 0 ? time : purchases[i - 1].time;
    if (previous + length < time && !wonBack.has(period)) {
      wonBack.add(period);
      cell.add(WON_BACK, 1, position);
    }
    // Of purchases at one instant the last one speaks.
    if (i + 1 < purchases.length && purchases[i + 1].time === time) return;

    const end = time + length;
    for (let p = Math.max(period, reached) + 1; calendar.start(p) <= end; p++) {
      active.set(p, position);
      reached = p;
    }
    if (i + 1 < purchases.length && purchases[i + 1].time <= end) return;
    if (end > history.asOf) {
      cells.changesAt(end);
      return;
    }
    const churnedIn = calendar.indexOf(end);
    cells.cell([churnedIn]).add(EVENTS, 1, position);
    if (!churned.has(churnedIn)) churned.set(churnedIn, position);
  });
  for (const [period, position] of active) cells.cell([period]).add(ACTIVE_AT_START, 1, position);
  for (const [period, position] of churned) {
    if (active.has(period)) cells.cell([period]).add(CHURNED, 1, position);
  }
}
