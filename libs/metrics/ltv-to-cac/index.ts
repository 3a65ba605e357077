import type { Metric } from '../metric.js';
import { contribute, contributeCompany } from './contribution.js';
import { ltvToCacRows } from './rows.js';

export const metric: Metric = {
  name: 'ltv-to-cac',
  version: 1,
  title: 'Lifetime value to acquisition cost',
  description:
    'What customers won in [from, to) have brought so far against what winning them cost, and when it had paid back.',
  definition:
    'Customers are those with a first purchase in [from, to), by acquisitionChannel, counted with all their history up to ' +
    'asOf; cac is the spend on the days of [from, to) that have begun by asOf, over these customers. paybackMonths is the ' +
    'smallest k such that contribution − costToServe per customer over the ages 0 to k is at least cac. The age of an event ' +
    'is the number of calendar months from that of the first purchase to its own; what came before counts at age 0. Only ' +
    'ages that all of the customers have completed by asOf are tested. It is null if never yet, and 0 where cac is 0.',
  unit: 'reporting currency',
  source:
    'Customer lifetime value over acquisition cost as in Gupta, Lehmann: Customers as Assets, Journal of Interactive ' +
    'Marketing 17(1), 2003; payback as in Skok: SaaS Metrics 2.0',
  range: 'first-purchase',
  grain: false,
  eventDimensions: [],
  keys: [
    { name: 'channel', type: 'text' },
    { name: 'cohort', type: 'integer' },
    { name: 'age', type: 'integer' },
  ],
  measures: [
    { name: 'customers', type: 'count' },
    { name: 'contribution', type: 'money' },
    { name: 'cost_to_serve', type: 'money' },
    { name: 'spend', type: 'money' },
  ],
  columns: [
    { name: 'channel', type: 'text', description: 'Acquisition channel' },
    { name: 'customers', type: 'count', description: 'Customers with a first purchase in [from, to)' },
    {
      name: 'ltvPerCustomer',
      type: 'money',
      description: '(contribution − costToServe) / customers, as in ltv',
      nullable: true,
    },
    { name: 'cac', type: 'money', description: 'Spend in [from, to) / customers', nullable: true },
    { name: 'ratio', type: 'rate', description: 'ltvPerCustomer / cac' },
    {
      name: 'paybackMonths',
      type: 'count',
      description: 'Age in months at which they had brought what winning them cost',
      nullable: true,
    },
  ],
  columnsBeforeGroups: 1,
  // Sums are kept by whole months of first purchases: a range that cuts one is worked out from the histories.
  standingCovers: ({ calendar, from, to }) =>
    [from, to].every((edge) => edge === null || calendar.start(calendar.indexOf(edge)) === edge),
  contribute,
  contributeCompany,
  companyFacts: ['spends'],
  inRange: ([, cohort], { calendar, from, to }) =>
    (from === null || calendar.start((cohort as number) + 1) > from) &&
    (to === null || calendar.start(cohort as number) < to),
  rows: ltvToCacRows,
  rowKey: ({ channel }) => [channel],
};
