import { formatAmount } from '../../money/index.js';
import type { Metric } from '../metric.js';
import { isComplete, periodInRange } from '../metric-range.js';
import { periodNamed } from '../period-named.js';
import { periodRows } from '../period-rows.js';
import { COST, CUSTOMERS, contribute, ORDERS, REFUNDS, REVENUE } from './contribution.js';

export const metric: Metric = {
  name: 'revenue',
  version: 1,
  title: 'Revenue',
  description:
    'What customers paid, what was given back, what the goods cost and what remained, at the period of each event.',
  definition:
    'A purchase without a cost takes the configured share of its amount, in its own currency and rounded to 4 decimals ' +
    'before it is converted. A refund without a cost recovers nothing, and none recovers more than its purchase cost. Lines ' +
    'published with one orderId from one source are one order of each customer they were published under. A refund has the ' +
    'channel and product of its purchase, and counts in its own period.',
  unit: 'reporting currency',
  source: 'Contribution margin as in Farris, Bendle, Pfeifer, Reibstein: Marketing Metrics, chapter 3',
  range: 'periods',
  grain: true,
  eventDimensions: ['channel', 'product'],
  keys: [
    { name: 'period', type: 'integer' },
    { name: 'channel', type: 'text', dimension: true },
    { name: 'product', type: 'text', dimension: true },
  ],
  measures: [
    { name: 'customers', type: 'count' },
    { name: 'orders', type: 'count' },
    { name: 'revenue', type: 'money' },
    { name: 'refunds', type: 'money' },
    { name: 'cost', type: 'money' },
  ],
  columns: [
    { name: 'period', type: 'period', description: 'Calendar period in the reporting time zone' },
    { name: 'orders', type: 'count', description: 'Distinct orders of purchases in the period' },
    { name: 'customers', type: 'count', description: 'Distinct buyers in the period' },
    { name: 'revenue', type: 'money', description: 'Amounts of purchases in the period' },
    { name: 'refunds', type: 'money', description: 'Amounts of refunds in the period' },
    { name: 'net', type: 'money', description: 'revenue − refunds' },
    { name: 'cost', type: 'money', description: 'Costs of purchases less costs recovered by refunds' },
    { name: 'contribution', type: 'money', description: 'net − cost' },
    { name: 'complete', type: 'boolean', description: 'Whether the period was over at asOf' },
  ],
  columnsBeforeGroups: 1,
  contribute,
  inRange: ([period], question) => periodInRange(period as number, question),
  rows: (cells, question) =>
    periodRows(
      cells,
      question,
      [0, 0, 0n, 0n, 0n],
      () => true,
      (values, period) => {
        const revenue = values[REVENUE] as bigint;
        const refunds = values[REFUNDS] as bigint;
        const cost = values[COST] as bigint;
        const money = (units: bigint) => formatAmount(units, question.precision);
        return {
          orders: values[ORDERS] as number,
          customers: values[CUSTOMERS] as number,
          revenue: money(revenue),
          refunds: money(refunds),
          net: money(revenue - refunds),
          cost: money(cost),
          contribution: money(revenue - refunds - cost),
          complete: isComplete(period, question),
        };
      },
    ),
  rowKey: ({ period }, { calendar }) => [periodNamed(period, calendar)],
};
