import type { Metric } from '../metric.js';
import { isComplete, periodInRange } from '../metric-range.js';
import { periodNamed } from '../period-named.js';
import { periodRows } from '../period-rows.js';
import { contribute, DORMANT, NEW, REACTIVATED, RETURNING } from './contribution.js';

export const metric: Metric = {
  name: 'lifecycle',
  version: 1,
  title: 'Customer lifecycle',
  description:
    'How many customers were new, returning or reactivated in each period, and how many went dormant.',
  definition:
    'By calendar periods: who bought in a period is new when it holds their first purchase, returning when they bought in ' +
    'the period before, reactivated otherwise. Dormant is who bought in the period before and not in this one; in a period ' +
    'that is not over, so far.',
  unit: 'customers',
  source: 'Growth accounting: customers active in a period by whether they were active in the one before',
  range: 'periods',
  grain: true,
  eventDimensions: [],
  keys: [{ name: 'period', type: 'integer' }],
  measures: [
    { name: 'new_customers', type: 'count' },
    { name: 'returning_customers', type: 'count' },
    { name: 'reactivated_customers', type: 'count' },
    { name: 'dormant_customers', type: 'count' },
  ],
  columns: [
    { name: 'period', type: 'period', description: 'Calendar period in the reporting time zone' },
    { name: 'new', type: 'count', description: 'Customers with their first purchase in the period' },
    {
      name: 'returning',
      type: 'count',
      description: 'Customers who bought in the period and in the one before',
    },
    {
      name: 'reactivated',
      type: 'count',
      description: 'Customers who bought in the period, not in the one before, and are not new',
    },
    {
      name: 'dormant',
      type: 'count',
      description: 'Customers who bought in the period before and not in this one',
    },
    { name: 'active', type: 'count', description: 'new + returning + reactivated' },
    { name: 'complete', type: 'boolean', description: 'Whether the period was over at asOf' },
  ],
  columnsBeforeGroups: 1,
  contribute,
  inRange: ([period], question) => periodInRange(period as number, question),
  rows: (cells, question) =>
    periodRows(
      cells,
      question,
      [0, 0, 0, 0],
      (values) => active(values as number[]) > 0,
      (values, period) => ({
        new: values[NEW] as number,
        returning: values[RETURNING] as number,
        reactivated: values[REACTIVATED] as number,
        dormant: values[DORMANT] as number,
        active: active(values as number[]),
        complete: isComplete(period, question),
      }),
    ),
  rowKey: ({ period }, { calendar }) => [periodNamed(period, calendar)],
};

function active(values: readonly number[]): number {
  return values[NEW] + values[RETURNING] + values[REACTIVATED];
}
