import { DAY } from '../../calendar/index.js';
import type { VisibleHistory } from '../../facts/index.js';
import type { CellSink, ContributionQuestion } from '../metric.js';

export const LEADS = 0;
export const CONVERTED = 1;

/** A lead counts when it was captured before any purchase, and is converted when the first one lies in (lead, lead + window]. */
export function contribute(
  { lead, purchases: [first] }: VisibleHistory,
  { calendar, window }: ContributionQuestion,
  cells: CellSink,
): void {
  if (!lead || (first && first.time <= lead.time)) return;
  const cell = cells.cell([calendar.indexOf(lead.time), lead.channel]);
  cell.add(LEADS, 1, lead.position);
  if (first && first.time <= lead.time + window * DAY) cell.add(CONVERTED, 1, first.position);
}
