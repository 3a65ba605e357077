import type { Cell, MeasureColumn, Question } from '../metric.js';
import { CONTACTS, COST } from './contribution.js';
import { sidesOf } from './rows.js';

/** What each range has of {@link CONTACTS}, then of {@link COST}. */
export const SIDE_MEASURES: readonly MeasureColumn[] = [
  { name: 'contacts_before', type: 'count' },
  { name: 'contacts_after', type: 'count' },
  { name: 'cost_before', type: 'money' },
  { name: 'cost_after', type: 'money' },
];

/** A contact counts in every range that holds its month: in both where they overlap. */
export function cellOfSides(
  row: Cell,
  [month]: readonly (number | string | null)[],
  question: Question,
): Cell {
  const sides = sidesOf(month as number, question);
  return {
    add(measure: typeof CONTACTS | typeof COST, value, event) {
      for (const side of sides) row.add(2 * measure + side, value, event);
    },
  };
}
