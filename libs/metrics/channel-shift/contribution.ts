import type { VisibleHistory } from '../../facts/index.js';
import { caseKey } from '../case-cells.js';
import type { CellSink, ContributionQuestion } from '../metric.js';

export const CONTACTS = 0;
export const COST = 1;

/** Contacts and what they cost, each at its receipt under its channel or family. */
export function contribute(
  { serviceCosts }: VisibleHistory,
  { calendar, splits }: ContributionQuestion,
  cells: CellSink,
): void {
  for (const { of: contact, kind, time, amount, position, unconverted } of serviceCosts) {
    if (kind !== 'contact') continue;
    for (const split of splits) {
      const key = [calendar.indexOf(time), ...caseKey(contact, split)];
      const cell = cells.cell(key);
      cell.add(CONTACTS, 1, contact.position);
      cell.add(COST, amount, position);
      if (unconverted) cells.unconverted(key, unconverted.currency, unconverted.amount, position);
    }
  }
}
