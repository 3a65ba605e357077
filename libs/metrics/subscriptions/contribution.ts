import type { RecurringStep, VisibleHistory } from '../../facts/index.js';
import type { CellSink, ContributionQuestion } from '../metric.js';

export const NEW = 0;
export const REACTIVATED = 1;
export const EXPANSION = 2;
export const CONTRACTION = 3;
export const CHURNED = 4;
/** Customers who paid nothing before the period and something at its end. */
export const CUSTOMERS_GAINED = 5;
export const CUSTOMERS_CHURNED = 6;

/**
 * How a customer's monthly amount, all subscriptions together, at a period's end differs from that before its start.
 * Periods without an event change nothing, so that what is running is the sum of all changes before.
 */
export function contribute(
  { recurring }: VisibleHistory,
  { calendar }: ContributionQuestion,
  cells: CellSink,
): void {
  const running = new Map<string, bigint>();
  let total = 0n;
  let everPaid = false;
  for (const [period, steps] of byPeriod(recurring, calendar)) {
    const cell = cells.cell([period]);
    const before = total;
    let turned = steps[0].position;
    const changes = steps.map(({ subscription, mrr, position, unconverted }) => {
      const change = mrr - (running.get(subscription) ?? 0n);
      running.set(subscription, mrr);
      // The last event between something and nothing is the one that gains or loses the customer.
      if (total > 0n !== total + change > 0n) turned = position;
      total += change;
      if (unconverted) cells.unconverted([period], unconverted.currency, unconverted.amount, position);
      return { change, position };
    });

    const measure = measureOf(before, total, everPaid);
    const sign = measure === CONTRACTION || measure === CHURNED ? -1n : 1n;
    // Changes that come to nothing within the period are listed, and add nothing.
    const counts = before === total ? 0n : sign;
    for (const { change, position } of changes) cell.add(measure, counts * change, position);
    if (before === 0n && total > 0n) cell.add(CUSTOMERS_GAINED, 1, turned);
    if (before > 0n && total === 0n) cell.add(CUSTOMERS_CHURNED, 1, turned);
    everPaid ||= steps.some(({ mrr }) => mrr > 0n);
  }
}

/** What a change from one monthly amount to another is. */
function measureOf(before: bigint, after: bigint, everPaid: boolean): number {
  if (before === 0n) return everPaid ? REACTIVATED : NEW;
  if (after === 0n) return CHURNED;
  return after < before ? CONTRACTION : EXPANSION;
}

/** Steps by the period they fall in, in order of time. */
function byPeriod(
  steps: readonly RecurringStep[],
  calendar: ContributionQuestion['calendar'],
): Map<number, RecurringStep[]> {
  const periods = new Map<number, RecurringStep[]>();
  for (const step of steps) {
    const period = calendar.indexOf(step.time);
    const known = periods.get(period);
    if (known) known.push(step);
    else periods.set(period, [step]);
  }
  return periods;
}
