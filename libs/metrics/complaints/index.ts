import { formatAmount } from '../../money/index.js';
import { baseGroup } from '../base-group.js';
import { CASE_DIMENSIONS, CASE_KEYS, SINGLE_SPLITS } from '../case-cells.js';
import type { Metric } from '../metric.js';
import { isComplete, periodInRange, rate } from '../metric-range.js';
import { periodNamed } from '../period-named.js';
import { periodRows } from '../period-rows.js';
import {
  ANSWERED,
  base,
  COMPENSATION,
  CUSTOMERS,
  contribute,
  OPENED,
  ORDERS,
  REOPENED,
  RESOLVED,
} from './contribution.js';

export const metric: Metric = {
  name: 'complaints',
  version: 1,
  title: 'Complaints',
  description:
    'Complaints opened, answered, resolved and reopened, each at the period of its own event, and what they cost.',
  definition:
    'Answered counts complaints at their first answer; a resolution without an answer counts as the answer. Resolved counts ' +
    'them at the first resolution after the last reopening, and the compensation is that resolution’s. Reopened counts every ' +
    'reopening of a complaint that was resolved at that time. What is dated before its complaint counts at the complaint’s ' +
    'opening. Customers of a period are those who bought, made contact or complained in it; they and the orders are split ' +
    'and narrowed by customer dimensions only.',
  unit: 'complaints; reporting currency',
  source: 'Complaint rate as in ISO 10002:2018 and Stauss, Seidel: Effective Complaint Management',
  range: 'periods',
  grain: true,
  eventDimensions: CASE_DIMENSIONS,
  keys: [{ name: 'period', type: 'integer' }, ...CASE_KEYS],
  measures: [
    { name: 'opened', type: 'count' },
    { name: 'answered', type: 'count' },
    { name: 'resolved', type: 'count' },
    { name: 'reopened', type: 'count' },
    { name: 'compensation', type: 'money' },
  ],
  keptSplits: SINGLE_SPLITS,
  columns: [
    { name: 'period', type: 'period', description: 'Calendar period in the reporting time zone' },
    { name: 'opened', type: 'count', description: 'Complaints opened in the period' },
    {
      name: 'perThousandCustomers',
      type: 'number',
      nullable: true,
      description: 'opened per thousand customers who bought, made contact or complained in the period',
    },
    {
      name: 'perThousandOrders',
      type: 'number',
      nullable: true,
      description: 'opened per thousand orders of the period',
    },
    { name: 'answered', type: 'count', description: 'Complaints answered in the period' },
    { name: 'resolved', type: 'count', description: 'Complaints resolved in the period' },
    { name: 'reopened', type: 'count', description: 'Reopenings of resolved complaints in the period' },
    { name: 'compensation', type: 'money', description: 'Compensations of the resolutions in the period' },
    { name: 'complete', type: 'boolean', description: 'Whether the period was over at asOf' },
  ],
  columnsBeforeGroups: 1,
  contribute,
  base,
  inRange: ([period], question) => periodInRange(period as number, question),
  rows: (cells, question, bases) => {
    const against = new Map(bases.map(({ key, group, values }) => [name(key[0], group), values]));
    return periodRows(
      cells,
      question,
      [0, 0, 0, 0, 0n],
      () => true,
      (values, period, _, group) => {
        const opened = values[OPENED] as number;
        const whole = against.get(name(period, baseGroup(group, question))) ?? [0, 0];
        return {
          opened,
          perThousandCustomers: rate(1000 * opened, whole[CUSTOMERS] as number),
          perThousandOrders: rate(1000 * opened, whole[ORDERS] as number),
          answered: values[ANSWERED] as number,
          resolved: values[RESOLVED] as number,
          reopened: values[REOPENED] as number,
          compensation: formatAmount(values[COMPENSATION] as bigint, question.precision),
          complete: isComplete(period, question),
        };
      },
    );
  },
  rowKey: ({ period }, { calendar }) => [periodNamed(period, calendar)],
};

function name(period: number | string, group: readonly string[]): string {
  return JSON.stringify([period, group]);
}
