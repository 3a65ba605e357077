import { DAY } from '../../calendar/index.js';
import type { ImpactQuestion } from './question.js';

/** What every answer with adjusted differences says of them. */
export const OBSERVATION =
  'An adjusted difference is still an observation, not an experiment: customers who are alike in what they had spent, in ' +
  'how long they had been customers and in where they came from may differ in what nobody has recorded.';

/** Which landmark was used, and what that means. */
export function whatSetsGroups({ horizon, landmark }: Pick<ImpactQuestion, 'horizon' | 'landmark'>): string {
  return landmark === 0
    ? `No landmark: what happened within ${days(horizon)} of a moment sets its group, and outcomes count in the same time. ` +
        'A customer who leaves at once cannot be answered later, which makes answering look better than it is.'
    : `Landmark after ${days(landmark)}: only what had happened by then sets the group of a moment, and outcomes count in ` +
        `the ${days(horizon)} after it.`;
}

/** @param length microseconds, whole days */
function days(length: number): string {
  return length === DAY ? '1 day' : `${length / DAY} days`;
}
