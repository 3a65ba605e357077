import { DAY, MINUTE } from '../../calendar/index.js';
import type { Case, VisibleHistory } from '../../facts/index.js';
import { CASE_DIMENSIONS, caseKey } from '../case-cells.js';
import { type Course, courseOf } from '../case-course.js';
import type { Cell, CellSink, ContributionQuestion, Values } from '../metric.js';

export const OPENED = 0;
export const ANSWERED = 1;
export const WITHIN_30_MINUTES = 2;
export const WITHIN_1_HOUR = 3;
export const WITHIN_1_DAY = 4;
export const WITHIN_1_WEEK = 5;
export const TRANSFERS = 6;
export const RESOLVED = 7;
/** Contacts resolved so long ago that a further contact would be known. */
export const SETTLED = 8;
export const RESOLVED_AT_FIRST = 9;
export const REOPENED = 10;

/** Limits of the time to the first answer: at or under. */
const LIMITS: readonly [measure: number, limit: number][] = [
  [WITHIN_30_MINUTES, 30 * MINUTE],
  [WITHIN_1_HOUR, 60 * MINUTE],
  [WITHIN_1_DAY, DAY],
  [WITHIN_1_WEEK, 7 * DAY],
];
/** How long after its resolution a further contact shows that a contact was not the last on its topic. */
const FURTHER_CONTACT = 7 * DAY;

/** Every contact and complaint at the period of its opening. */
export function contribute(history: VisibleHistory, question: ContributionQuestion, cells: CellSink): void {
  const { calendar, splits } = question;
  for (const { subject, one, index } of casesOf(history)) {
    const course = courseOf(one);
    const resolution = subject === 'contact' ? course.resolution : null;
    const settledAt = resolution === null ? Number.NEGATIVE_INFINITY : resolution.time + FURTHER_CONTACT;
    if (settledAt > history.asOf) cells.changesAt(settledAt);
    const settled = settledAt > history.asOf ? null : resolution;
    const atFirst =
      settled !== null && course.transfers.length === 0 && !isFollowed(history.contacts, index, settled.time);
    const period = calendar.indexOf(one.time);
    for (const split of splits) {
      const cell = cells.cell([period, subject, ...caseKey(one, split)]);
      addCourse(cell, one, course);
      if (settled) {
        cell.add(SETTLED, 1, settled.position);
        cell.add(RESOLVED_AT_FIRST, atFirst ? 1 : 0, settled.position);
      }
    }
  }
}

interface OwnCase {
  subject: 'contact' | 'complaint';
  one: Case;
  /** Among the customer's contacts, or complaints. */
  index: number;
}

function casesOf({ contacts, complaints }: VisibleHistory): OwnCase[] {
  return [
    ...contacts.map((one, index): OwnCase => ({ subject: 'contact', one, index })),
    ...complaints.map((one, index): OwnCase => ({ subject: 'complaint', one, index })),
  ];
}

function addCourse(cell: Cell, one: Case, { answer, resolution, transfers, reopenings }: Course): void {
  cell.add(OPENED, 1, one.position);
  if (answer) {
    cell.add(ANSWERED, 1, answer.position);
    for (const [measure, limit] of LIMITS) if (answer.after <= limit) cell.add(measure, 1, answer.position);
  }
  for (const { position } of transfers) cell.add(TRANSFERS, 1, position);
  if (resolution) cell.add(RESOLVED, 1, resolution.position);
  reopenings.forEach(({ position }, i) => {
    cell.add(REOPENED, i === 0 ? 1 : 0, position);
  });
}

/** Whether the customer got in touch on the same topic in the days after a resolution. */
function isFollowed(contacts: readonly Case[], index: number, resolved: number): boolean {
  const { topic } = contacts[index];
  // In time order, and no resolution is before its contact.
  for (let i = index + 1; i < contacts.length && contacts[i].time <= resolved + FURTHER_CONTACT; i++) {
    if (contacts[i].time > resolved && contacts[i].topic === topic) return true;
  }
  return false;
}

/** Microseconds from the opening to the first answer and to the resolution. */
export const times: Values = {
  distributions: [
    { name: 'response', shares: [0.5, 0.9] },
    { name: 'resolution', shares: [0.5, 0.9] },
  ],
  of: (history, { calendar }) =>
    casesOf(history).flatMap(({ subject, one }) => {
      const { answer, resolution } = courseOf(one);
      if (!answer && !resolution) return [];
      const key = [calendar.indexOf(one.time), subject, ...(caseKey(one, CASE_DIMENSIONS) as string[])];
      return [{ key, values: [answer?.after ?? null, resolution?.after ?? null] }];
    }),
};
