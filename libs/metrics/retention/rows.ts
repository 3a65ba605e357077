import { formatAmount, perHead } from '../../money/index.js';
import { checkRowCount } from '../answer-size.js';
import type { AnswerCell, AnswerRow, Question } from '../metric.js';
import { answerGroups, groupFields, isComplete, rate } from '../metric-range.js';
import { ACTIVE, CONTRIBUTION, NET, ORDERS, REVENUE } from './contribution.js';

const ZERO = [0, 0, 0n, 0n, 0n] as const;

/**
 * The cohort matrix: for every cohort and group every age from 0 to the last period that has data, or to that of
 * asOf where it was given.
 * @throws TooManyRows
 */
export function retentionRows(cells: readonly AnswerCell[], question: Question): AnswerRow[] {
  const { calendar } = question;
  const inside = cells.filter(({ outside }) => !outside);
  const cohorts = cohortRange(inside, question);
  const last = question.asOfGiven
    ? calendar.indexOf(question.asOf)
    : highest(cells.map(({ key: [cohort, age] }) => (cohort as number) + (age as number)));
  const groups = answerGroups(
    inside.map(({ group }) => group),
    question,
  );
  checkRowCount(groups.length * cohorts.reduce((sum, cohort) => sum + Math.max(0, last - cohort + 1), 0));
  const values = new Map(
    inside.map(({ key: [cohort, age], group, values }) => [
      name(cohort as number, age as number, group),
      values,
    ]),
  );
  const money = (units: bigint) => formatAmount(units, question.precision);

  const answer: AnswerRow[] = [];
  for (const cohort of cohorts) {
    for (const group of groups) {
      const size = (values.get(name(cohort, 0, group)) ?? ZERO)[ACTIVE] as number;
      let cumulative = 0n;
      for (let age = 0; cohort + age <= last; age++) {
        const cell = values.get(name(cohort, age, group)) ?? ZERO;
        cumulative += cell[NET] as bigint;
        answer.push({
          cohort: calendar.label(cohort),
          ...groupFields(group, question),
          size,
          age,
          active: cell[ACTIVE] as number,
          rate: rate(cell[ACTIVE] as number, size),
          orders: cell[ORDERS] as number,
          revenue: money(cell[REVENUE] as bigint),
          net: money(cell[NET] as bigint),
          contribution: money(cell[CONTRIBUTION] as bigint),
          cumulativeNet: money(cumulative),
          cumulativeNetPerCustomer: perHead(cumulative, size, question.precision),
          complete: isComplete(cohort + age, question),
        });
      }
    }
  }
  return answer;
}

/** Cohorts from that of `from` to the last before `to`; where not given, from the first to the last with customers. */
function cohortRange(cells: readonly AnswerCell[], { calendar, from, to }: Question): number[] {
  const found = cells.map(({ key }) => key[0] as number);
  const first = from === null ? -highest(found.map((cohort) => -cohort)) : calendar.indexOf(from);
  let last = to === null ? highest(found) : calendar.indexOf(to);
  if (to !== null && calendar.start(last) >= to) last -= 1;
  const cohorts: number[] = [];
  if (Number.isFinite(first) && Number.isFinite(last)) for (let c = first; c <= last; c++) cohorts.push(c);
  return cohorts;
}

/** Math.max of any number of values: as arguments they would overflow the stack. −Infinity of none. */
function highest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

function name(cohort: number, age: number, group: readonly string[]): string {
  return group.length === 0 ? `${cohort} ${age}` : JSON.stringify([cohort, age, ...group]);
}
