import {
  CUSTOMER_DIMENSIONS,
  type Dimensions,
  type Unconverted,
  type VisibleCompany,
  type VisibleHistory,
} from '../../facts/index.js';
import type { Cell, CellSink, ContributionQuestion, Question } from '../metric.js';
import { spendDimensions, spentByPeriod } from '../spent-by-period.js';

export const CUSTOMERS = 0;
export const CONTRIBUTION = 1;
export const COST_TO_SERVE = 2;
export const SPEND = 3;

const ACQUISITION_CHANNEL = CUSTOMER_DIMENSIONS.indexOf('acquisitionChannel');

/** What a customer is worth, by channel, month of the first purchase, and age in months; what came earlier is of age 0. */
export function contribute(
  { purchases, serviceCosts, dimensions }: VisibleHistory,
  { calendar }: ContributionQuestion,
  cells: CellSink,
): void {
  const [first] = purchases;
  if (!first) return;
  const cohort = calendar.indexOf(first.time);
  const ages = new Map<number, Cell>();
  const at = (age: number): Cell => {
    const cell = ages.get(age) ?? cells.cell([dimensions[ACQUISITION_CHANNEL], cohort, age]);
    ages.set(age, cell);
    return cell;
  };
  const add = (
    measure: number,
    amount: bigint,
    { time, position, unconverted }: { time: number; position: number; unconverted: Unconverted | null },
  ) => {
    const age = Math.max(0, calendar.indexOf(time) - cohort);
    at(age).add(measure, amount, position);
    if (!unconverted) return;
    const key = [dimensions[ACQUISITION_CHANNEL], cohort, age];
    cells.unconverted(key, unconverted.currency, unconverted.amount, position);
  };

  at(0).add(CUSTOMERS, 1, first.position);
  for (const purchase of purchases) {
    add(CONTRIBUTION, purchase.amount - purchase.cost, purchase);
    for (const refund of purchase.refunds) add(CONTRIBUTION, refund.cost - refund.amount, refund);
  }
  for (const cost of serviceCosts) add(COST_TO_SERVE, cost.amount, cost);
}

/** Spend on the days of [from, to), by their months. What has no rate is listed once, at the first of them. */
export function contributeCompany(
  { spends }: VisibleCompany,
  question: Question,
  cellsOf: (dimensions: Dimensions) => CellSink,
): void {
  for (const spend of spends) {
    const cells = cellsOf(spendDimensions(spend));
    const parts = spentByPeriod(spend, question);
    for (const { period, amount } of parts) {
      cells.cell([spend.channel, period, 0]).add(SPEND, amount, spend.position);
    }
    if (spend.unconverted && parts.length > 0) {
      const left = parts.reduce((sum, { unconverted }) => sum + unconverted, 0n);
      cells.unconverted(
        [spend.channel, parts[0].period, 0],
        spend.unconverted.currency,
        left,
        spend.position,
      );
    }
  }
}
