import {
  CUSTOMER_DIMENSIONS,
  type Dimensions,
  type VisibleCompany,
  type VisibleHistory,
} from '../../facts/index.js';
import type { CellSink, ContributionQuestion, Question } from '../metric.js';
import { periodInRange } from '../metric-range.js';
import { spendDimensions, spentByPeriod } from '../spent-by-period.js';

export const SPEND = 0;
export const LEADS = 1;
export const ACQUIRED = 2;

const ACQUISITION_CHANNEL = CUSTOMER_DIMENSIONS.indexOf('acquisitionChannel');

/** A person is a lead of the channel that captured it first, and a customer of the channel that is said to have won it. */
export function contribute(
  { lead, purchases: [first], dimensions }: VisibleHistory,
  { calendar }: ContributionQuestion,
  cells: CellSink,
): void {
  if (lead) cells.cell([calendar.indexOf(lead.time), lead.channel]).add(LEADS, 1, lead.position);
  if (first) {
    const key = [calendar.indexOf(first.time), dimensions[ACQUISITION_CHANNEL]];
    cells.cell(key).add(ACQUIRED, 1, first.position);
  }
}

/** Each spend by the periods of its days. What has no rate is listed once, at the first period asked for that it is in. */
export function contributeCompany(
  { spends }: VisibleCompany,
  question: Question,
  cellsOf: (dimensions: Dimensions) => CellSink,
): void {
  for (const spend of spends) {
    const cells = cellsOf(spendDimensions(spend));
    // from and to choose periods, each with all of its days.
    const parts = spentByPeriod(spend, { ...question, from: null, to: null });
    for (const { period, amount } of parts) {
      cells.cell([period, spend.channel]).add(SPEND, amount, spend.position);
    }
    const asked = parts.filter(({ period }) => periodInRange(period, question));
    if (spend.unconverted && asked.length > 0) {
      const left = asked.reduce((sum, { unconverted }) => sum + unconverted, 0n);
      cells.unconverted([asked[0].period, spend.channel], spend.unconverted.currency, left, spend.position);
    }
  }
}
