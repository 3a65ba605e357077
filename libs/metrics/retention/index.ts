import type { Metric } from '../metric.js';
import { periodNamed } from '../period-named.js';
import { contribute } from './contribution.js';
import { retentionRows } from './rows.js';

export const metric: Metric = {
  name: 'retention',
  version: 1,
  title: 'Retention cohorts',
  description:
    'Customers by the period of their first purchase: how many of them buy again at each age, and what they bring.',
  definition:
    'The cohort is the period of the first purchase; the age of an event is the number of periods from the cohort’s to its ' +
    'own. A refund counts at its own age. Cohorts go from the one that holds from to the last that begins before to, and ' +
    'hold the customers whose first purchase lies in [from, to). Ages end with the last period that has data of anybody ' +
    'who passes the filter, or with the period of asOf when it is given.',
  unit: 'customers; reporting currency',
  source: 'Cohort analysis as in Fader, Hardie, Lee: RFM and CLV, Journal of Marketing Research 42(4), 2005',
  range: 'first-purchase',
  grain: true,
  eventDimensions: [],
  keys: [
    { name: 'cohort', type: 'integer' },
    { name: 'age', type: 'integer' },
  ],
  measures: [
    { name: 'active', type: 'count' },
    { name: 'orders', type: 'count' },
    { name: 'revenue', type: 'money' },
    { name: 'net', type: 'money' },
    { name: 'contribution', type: 'money' },
  ],
  columns: [
    { name: 'cohort', type: 'period', description: 'Period of the first purchase' },
    { name: 'size', type: 'count', description: 'Customers of the cohort' },
    { name: 'age', type: 'count', description: 'Periods from the cohort’s to the event’s' },
    { name: 'active', type: 'count', description: 'Customers of the cohort with a purchase at that age' },
    { name: 'rate', type: 'rate', description: 'active / size' },
    { name: 'orders', type: 'count', description: 'Distinct orders at that age' },
    { name: 'revenue', type: 'money', description: 'Amounts of purchases at that age' },
    { name: 'net', type: 'money', description: 'revenue less refunds at that age' },
    { name: 'contribution', type: 'money', description: 'net less the cost of goods' },
    { name: 'cumulativeNet', type: 'money', description: 'net of ages 0 to this one' },
    { name: 'cumulativeNetPerCustomer', type: 'money', description: 'cumulativeNet / size', nullable: true },
    { name: 'complete', type: 'boolean', description: 'Whether the period of that age was over at asOf' },
  ],
  columnsBeforeGroups: 1,
  // Sums are kept by whole cohorts: a range that cuts one is worked out from the histories.
  standingCovers: ({ calendar, from, to }) =>
    [from, to].every((edge) => edge === null || calendar.start(calendar.indexOf(edge)) === edge),
  contribute,
  inRange: ([cohort], { calendar, from, to }) =>
    (from === null || calendar.start((cohort as number) + 1) > from) &&
    (to === null || calendar.start(cohort as number) < to),
  rows: retentionRows,
  rowKey: ({ cohort, age }, { calendar }) => {
    if (!/^\d{1,5}$/.test(age ?? '')) throw new RangeError('age is a whole number from 0');
    return [periodNamed(cohort, calendar), Number(age)];
  },
};
