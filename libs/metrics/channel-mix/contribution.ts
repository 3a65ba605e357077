import type { VisibleHistory } from '../../facts/index.js';
import { caseKey } from '../case-cells.js';
import { CONTACTS, CUSTOMERS } from '../channel-cells.js';
import type { CellSink, ContributionQuestion } from '../metric.js';

export { CONTACTS, CUSTOMERS };
export const COST = 2;

/** A customer's contacts and what they cost, each at its receipt under its channel or family. */
export function contribute(
  { serviceCosts }: VisibleHistory,
  { calendar, splits }: ContributionQuestion,
  cells: CellSink,
): void {
  const costs = serviceCosts
    .filter(({ kind }) => kind === 'contact')
    .sort((a, b) => a.of.time - b.of.time || a.of.position - b.of.position);
  for (const split of splits) {
    const seen = new Set<string>();
    for (const { of: contact, time, amount, position, unconverted } of costs) {
      const key = [calendar.indexOf(time), ...caseKey(contact, split)];
      const cell = cells.cell(key);
      cell.add(CONTACTS, 1, contact.position);
      const name = JSON.stringify(key);
      if (!seen.has(name)) cell.add(CUSTOMERS, 1, contact.position);
      seen.add(name);
      cell.add(COST, amount, position);
      if (unconverted) cells.unconverted(key, unconverted.currency, unconverted.amount, position);
    }
  }
}
