import { type Dimensions, UNKNOWN, type VisibleCompany } from '../../facts/index.js';
import type { CellSink, ContributionQuestion } from '../metric.js';

export const POSTS = 0;
export const ENGAGEMENTS = 1;
export const FOLLOWERS = 2;

const NOBODY: Dimensions = [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN];

/** The company's posts, each at the period of its first count with what its latest says. */
export function contributeCompany(
  { posts }: VisibleCompany,
  { calendar }: ContributionQuestion,
  cellsOf: (dimensions: Dimensions) => CellSink,
): void {
  for (const { network, counts } of posts) {
    const [first] = counts;
    const latest = counts[counts.length - 1];
    const cell = cellsOf(NOBODY).cell([calendar.indexOf(first.time), network]);
    cell.add(POSTS, 1, first.position);
    cell.add(ENGAGEMENTS, latest.engagements, latest.position);
    cell.add(FOLLOWERS, latest.followers, latest.position);
  }
}
