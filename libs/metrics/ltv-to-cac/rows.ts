import { perHead, ratio } from '../../money/index.js';
import { checkRowCount } from '../answer-size.js';
import type { AnswerCell, AnswerRow, Question } from '../metric.js';
import { answerGroups, groupFields } from '../metric-range.js';
import { CONTRIBUTION, COST_TO_SERVE, CUSTOMERS, SPEND } from './contribution.js';

/** What is known of the customers of one row, and of what was spent to win them. */
interface Won {
  customers: number;
  spend: bigint;
  /** Contribution less cost to serve, by age in months. */
  valueByAge: Map<number, bigint>;
  /** The month in which the last of them first bought. */
  youngest: number;
}

/** @throws TooManyRows */
export function ltvToCacRows(cells: readonly AnswerCell[], question: Question): AnswerRow[] {
  const found = new Map<string, Won>();
  const inside = cells.filter(({ outside }) => !outside);
  for (const { key, group, values } of inside) {
    const [channel, cohort, age] = key as [string, number, number];
    const name = JSON.stringify([channel, ...group]);
    const won = found.get(name) ?? nobody();
    found.set(name, won);
    won.customers += values[CUSTOMERS] as number;
    won.spend += values[SPEND] as bigint;
    if ((values[CUSTOMERS] as number) > 0) won.youngest = Math.max(won.youngest, cohort);
    const value = (values[CONTRIBUTION] as bigint) - (values[COST_TO_SERVE] as bigint);
    won.valueByAge.set(age, (won.valueByAge.get(age) ?? 0n) + value);
  }
  checkRowCount(found.size);
  const rows = answerGroups(
    inside.map(({ key, group }) => [key[0] as string, ...group]),
    { ...question, by: ['channel', ...question.by] },
  );
  return rows.map((row) => {
    const [channel, ...group] = row;
    const won = found.get(JSON.stringify(row)) ?? nobody();
    const { customers, spend } = won;
    const value = [...won.valueByAge.values()].reduce((sum, each) => sum + each, 0n);
    return {
      channel,
      ...groupFields(group, question),
      customers,
      ltvPerCustomer: perHead(value, customers, question.precision),
      cac: perHead(spend, customers, question.precision),
      // Both are per customer: the ratio of the two is that of the sums.
      ratio: customers === 0 ? null : ratio(value, spend),
      paybackMonths: paybackMonths(won, question),
    };
  });
}

function nobody(): Won {
  return { customers: 0, spend: 0n, valueByAge: new Map(), youngest: Number.NEGATIVE_INFINITY };
}

/**
 * The age at which what customers had brought covered what winning them cost, compared as sums over the same
 * customers; of ages that all of them have completed by asOf. Null if never yet, or where there is nobody.
 */
function paybackMonths(
  { customers, spend, valueByAge, youngest }: Won,
  { calendar, asOf }: Question,
): number | null {
  if (customers === 0) return null;
  if (spend === 0n) return 0;
  const oldest = Math.max(...valueByAge.keys());
  let cumulative = 0n;
  for (let age = 0; age <= oldest && calendar.start(youngest + age + 1) <= asOf; age++) {
    cumulative += valueByAge.get(age) ?? 0n;
    if (cumulative >= spend) return age;
  }
  return null;
}
