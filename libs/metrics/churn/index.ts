import type { Metric } from '../metric.js';
import { isComplete, periodInRange, rate } from '../metric-range.js';
import { periodNamed } from '../period-named.js';
import { periodRows } from '../period-rows.js';
import { ACTIVE_AT_START, CHURNED, contribute, EVENTS, NEW, WON_BACK } from './contribution.js';

export const metric: Metric = {
  name: 'churn',
  version: 1,
  title: 'Churn',
  description:
    'Of the customers active at a period’s start, how many let the window pass without a purchase in it.',
  definition:
    'A customer is active at an instant t when some purchase u has u < t ≤ u + window, and churns at u + window when no ' +
    'purchase lies in (u, u + window]. Churned customers of a period are those active at its start with a churn instant ' +
    'in [start, end), at or before asOf. Won back is who has a purchase v in the period whose preceding purchase u has ' +
    'u + window < v. While the window is at least as long as the period, activeAtStart + new + wonBack − churned is the ' +
    'activeAtStart of the period after.',
  unit: 'customers',
  source: 'Churn by inactivity in a non-contractual setting, as in Buckinx, Van den Poel: EJOR 164(1), 2005',
  range: 'periods',
  grain: true,
  window: 90,
  eventDimensions: [],
  keys: [{ name: 'period', type: 'integer' }],
  measures: [
    { name: 'active_at_start', type: 'count' },
    { name: 'new_customers', type: 'count' },
    { name: 'churned', type: 'count' },
    { name: 'won_back', type: 'count' },
    { name: 'events', type: 'count' },
  ],
  columns: [
    { name: 'period', type: 'period', description: 'Calendar period in the reporting time zone' },
    {
      name: 'activeAtStart',
      type: 'count',
      description: 'Customers with a purchase within the window before the period’s start',
    },
    { name: 'new', type: 'count', description: 'Customers with their first purchase in the period' },
    {
      name: 'churned',
      type: 'count',
      description:
        'Of those active at the start, who reached the end of the window in the period without a purchase',
    },
    {
      name: 'wonBack',
      type: 'count',
      description: 'Customers who bought in the period after their window had passed',
    },
    { name: 'rate', type: 'rate', description: 'churned / activeAtStart' },
    { name: 'complete', type: 'boolean', description: 'Whether the period was over at asOf' },
  ],
  columnsBeforeGroups: 1,
  contribute,
  inRange: ([period], question) => periodInRange(period as number, question),
  rows: (cells, question) =>
    periodRows(
      cells,
      question,
      [0, 0, 0, 0, 0],
      (values) => (values[EVENTS] as number) > 0,
      (values, period) => ({
        activeAtStart: values[ACTIVE_AT_START] as number,
        new: values[NEW] as number,
        churned: values[CHURNED] as number,
        wonBack: values[WON_BACK] as number,
        rate: rate(values[CHURNED] as number, values[ACTIVE_AT_START] as number),
        complete: isComplete(period, question),
      }),
    ),
  rowKey: ({ period }, { calendar }) => [periodNamed(period, calendar)],
};
