import type { VisibleHistory } from '../../facts/index.js';
import { caseKey } from '../case-cells.js';
import { courseOf } from '../case-course.js';
import type { CellSink, ContributionQuestion, Sums } from '../metric.js';

export const OPENED = 0;
export const ANSWERED = 1;
export const RESOLVED = 2;
export const REOPENED = 3;
export const COMPENSATION = 4;

/** What became of complaints, each at the period of its own event, under the complaint's dimensions. */
export function contribute(
  { complaints, serviceCosts }: VisibleHistory,
  { calendar, splits }: ContributionQuestion,
  cells: CellSink,
): void {
  for (const complaint of complaints) {
    const { answer, resolution, reopenings } = courseOf(complaint);
    const compensation = serviceCosts.find(({ of }) => of === complaint);
    for (const split of splits) {
      const key = (time: number) => [
        calendar.indexOf(Math.max(time, complaint.time)),
        ...caseKey(complaint, split),
      ];
      const count = (measure: number, { time, position }: { time: number; position: number }) =>
        cells.cell(key(time)).add(measure, 1, position);
      count(OPENED, complaint);
      if (answer) count(ANSWERED, answer);
      if (resolution) count(RESOLVED, resolution);
      for (const reopening of reopenings) count(REOPENED, reopening);
      if (compensation) {
        const { time, amount, position, unconverted } = compensation;
        cells.cell(key(time)).add(COMPENSATION, amount, position);
        if (unconverted) {
          cells.unconverted(key(time), unconverted.currency, unconverted.amount, position);
        }
      }
    }
  }
}

export const CUSTOMERS = 0;
export const ORDERS = 1;

/** Who bought, made contact or complained in a period, and how many orders there were: what complaints are put against. */
export const base: Sums = {
  keys: [{ name: 'period', type: 'integer' }],
  measures: [
    { name: 'customers', type: 'count' },
    { name: 'orders', type: 'count' },
  ],
  contribute: ({ purchases, contacts, complaints }, { calendar }, cells) => {
    const periods = new Map<number, Set<string>>();
    const seen = ({ time, position }: { time: number; position: number }) => {
      const period = calendar.indexOf(time);
      let orders = periods.get(period);
      if (!orders) {
        orders = new Set();
        periods.set(period, orders);
        cells.cell([period]).add(CUSTOMERS, 1, position);
      }
      return { period, orders };
    };
    for (const purchase of purchases) {
      const { period, orders } = seen(purchase);
      if (orders.has(purchase.order)) continue;
      orders.add(purchase.order);
      cells.cell([period]).add(ORDERS, 1, purchase.position);
    }
    for (const one of [...contacts, ...complaints]) seen(one);
  },
};
