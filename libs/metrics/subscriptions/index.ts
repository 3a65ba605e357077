import type { Metric } from '../metric.js';
import { periodInRange } from '../metric-range.js';
import { periodNamed } from '../period-named.js';
import { contribute } from './contribution.js';
import { subscriptionRows } from './rows.js';

export const metric: Metric = {
  name: 'subscriptions',
  version: 1,
  title: 'Subscriptions',
  description:
    'Monthly recurring revenue: what ran before each period, what came, grew, shrank and went, and what ran at its end.',
  definition:
    'A customer’s monthly recurring revenue is that of all subscriptions together, compared just before the period’s start ' +
    'and just before its end, or at asOf if it is not over: from nothing it is new, or reactivated when there was any ' +
    'before the period; up is expansion, down but not to nothing contraction, to nothing churned. What changes and changes ' +
    'back within a period does not show. opening + new + reactivated + expansion − contraction − churned = closing. An ' +
    'amount is converted at the day of the event that set it, and stays so. It is not revenue: payments are purchases.',
  unit: 'reporting currency a month',
  source: 'The bridge of monthly recurring revenue as in Skok: SaaS Metrics 2.0',
  range: 'periods',
  grain: true,
  eventDimensions: [],
  keys: [{ name: 'period', type: 'integer' }],
  measures: [
    { name: 'new_mrr', type: 'money' },
    { name: 'reactivated_mrr', type: 'money' },
    { name: 'expansion', type: 'money' },
    { name: 'contraction', type: 'money' },
    { name: 'churned_mrr', type: 'money' },
    { name: 'customers_gained', type: 'count' },
    { name: 'customers_churned', type: 'count' },
  ],
  columns: [
    { name: 'period', type: 'period', description: 'Calendar period in the reporting time zone' },
    {
      name: 'opening',
      type: 'money',
      description: 'Monthly recurring revenue just before the period’s start',
    },
    { name: 'new', type: 'money', description: 'Of customers who had none ever before' },
    { name: 'expansion', type: 'money', description: 'By how much that of customers grew' },
    {
      name: 'contraction',
      type: 'money',
      description: 'By how much that of customers shrank, but not to nothing',
    },
    { name: 'churned', type: 'money', description: 'Of customers who have none at the period’s end' },
    {
      name: 'reactivated',
      type: 'money',
      description: 'Of customers who had some once, but none at the start',
    },
    {
      name: 'closing',
      type: 'money',
      description: 'opening + new + reactivated + expansion − contraction − churned',
    },
    {
      name: 'customersOpening',
      type: 'count',
      description: 'Customers with any just before the period’s start',
    },
    { name: 'customersChurned', type: 'count', description: 'Of those, who have none at its end' },
    { name: 'grossRetention', type: 'rate', description: '(opening − contraction − churned) / opening' },
    {
      name: 'netRetention',
      type: 'rate',
      description: '(opening + expansion − contraction − churned) / opening',
    },
    { name: 'logoChurn', type: 'rate', description: 'customersChurned / customersOpening' },
    { name: 'complete', type: 'boolean', description: 'Whether the period was over at asOf' },
  ],
  columnsBeforeGroups: 1,
  contribute,
  inRange: ([period], question) => periodInRange(period as number, question),
  rows: subscriptionRows,
  rowKey: ({ period }, { calendar }) => [periodNamed(period, calendar)],
};
