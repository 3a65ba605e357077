import { formatAmount, ratio } from '../../money/index.js';
import { addValues } from '../add-values.js';
import { checkRowCount } from '../answer-size.js';
import type { AnswerCell, AnswerRow, Question } from '../metric.js';
import { answerGroups, answerPeriods, groupFields, isComplete, rate } from '../metric-range.js';
import {
  CHURNED,
  CONTRACTION,
  CUSTOMERS_CHURNED,
  CUSTOMERS_GAINED,
  EXPANSION,
  NEW,
  REACTIVATED,
} from './contribution.js';

type Values = readonly (number | bigint)[];

const ZERO: Values = [0n, 0n, 0n, 0n, 0n, 0, 0];

/** What runs: an amount a month, and the customers who pay it. */
interface Running {
  amount: bigint;
  customers: number;
}

/**
 * The bridge from what ran just before each period to what ran just before its end. What runs at the first period is
 * the sum of all changes before, in range or not. A group appears when it changes in the range, or runs when it begins.
 * @throws TooManyRows
 */
export function subscriptionRows(cells: readonly AnswerCell[], question: Question): AnswerRow[] {
  const periods = answerPeriods(cells.map(periodOf), question);
  if (periods.length === 0) return [];
  const [first, last] = [periods[0], periods[periods.length - 1]];
  const shown = cells.filter((cell) => periodOf(cell) >= first && periodOf(cell) <= last);
  const opening = runningBefore(first, cells);
  const groups = answerGroups(
    [...shown.map(({ group }) => group), ...[...opening.values()].map(({ group }) => group)],
    question,
  );
  checkRowCount(periods.length * groups.length);

  const changes = new Map(shown.map((cell) => [name(periodOf(cell), cell.group), cell.values]));
  const running = groups.map((group) => opening.get(JSON.stringify(group))?.running ?? NOTHING);
  return periods.flatMap((period) =>
    groups.map((group, i) => {
      const values = changes.get(name(period, group)) ?? ZERO;
      const before = running[i];
      running[i] = after(before, values);
      return {
        period: question.calendar.label(period),
        ...groupFields(group, question),
        ...figures(before, running[i], values, question.precision),
        complete: isComplete(period, question),
      };
    }),
  );
}

const NOTHING: Running = { amount: 0n, customers: 0 };

/** What each group has running when a period begins; groups with nothing left out. */
function runningBefore(
  period: number,
  cells: readonly AnswerCell[],
): Map<string, { group: readonly string[]; running: Running }> {
  const sums = new Map<string, { group: readonly string[]; values: (number | bigint)[] }>();
  for (const cell of cells) {
    if (periodOf(cell) >= period) continue;
    const key = JSON.stringify(cell.group);
    const sum = sums.get(key) ?? { group: cell.group, values: [...ZERO] };
    addValues(sum.values, cell.values);
    sums.set(key, sum);
  }
  return new Map(
    [...sums]
      .map(([key, { group, values }]) => [key, { group, running: after(NOTHING, values) }] as const)
      .filter(([, { running }]) => running.customers !== 0),
  );
}

function after({ amount, customers }: Running, values: Values): Running {
  const money = values as readonly bigint[];
  return {
    amount: amount + money[NEW] + money[REACTIVATED] + money[EXPANSION] - money[CONTRACTION] - money[CHURNED],
    customers: customers + (values[CUSTOMERS_GAINED] as number) - (values[CUSTOMERS_CHURNED] as number),
  };
}

function figures(opening: Running, closing: Running, values: Values, precision: number) {
  const money = (units: bigint) => formatAmount(units, precision);
  const amount = (measure: number) => values[measure] as bigint;
  const lost = amount(CONTRACTION) + amount(CHURNED);
  const customersChurned = values[CUSTOMERS_CHURNED] as number;
  return {
    opening: money(opening.amount),
    new: money(amount(NEW)),
    expansion: money(amount(EXPANSION)),
    contraction: money(amount(CONTRACTION)),
    churned: money(amount(CHURNED)),
    reactivated: money(amount(REACTIVATED)),
    closing: money(closing.amount),
    customersOpening: opening.customers,
    customersChurned,
    grossRetention: ratio(opening.amount - lost, opening.amount),
    netRetention: ratio(opening.amount + amount(EXPANSION) - lost, opening.amount),
    logoChurn: rate(customersChurned, opening.customers),
  };
}

function periodOf({ key }: AnswerCell): number {
  return key[0] as number;
}

function name(period: number, group: readonly string[]): string {
  return JSON.stringify([period, ...group]);
}
