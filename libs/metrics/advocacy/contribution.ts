import type { VisibleHistory } from '../../facts/index.js';
import type { CellSink, ContributionQuestion } from '../metric.js';

export const MENTIONS = 0;
export const PROMOTERS = 1;
export const CRITICS = 2;
export const REACH = 3;

/** What somebody wrote, each mention at its period under its kind of author. */
export function contribute(
  history: VisibleHistory,
  { calendar, splits }: ContributionQuestion,
  cells: CellSink,
): void {
  for (const {
    time,
    position,
    authorKind,
    network,
    product,
    sentiment,
    recommends,
    reach,
  } of history.mentions) {
    const period = calendar.indexOf(time);
    for (const split of splits) {
      const cell = cells.cell([
        period,
        authorKind,
        split.includes('network') ? network : null,
        split.includes('product') ? product : null,
      ]);
      cell.add(MENTIONS, 1, position);
      if (recommends || sentiment === 'positive') cell.add(PROMOTERS, 1, position);
      else if (sentiment === 'negative') cell.add(CRITICS, 1, position);
      cell.add(REACH, reach, position);
    }
  }
}
