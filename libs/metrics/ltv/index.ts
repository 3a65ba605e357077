import { formatAmount, perHead } from '../../money/index.js';
import { addValues } from '../add-values.js';
import type { Metric } from '../metric.js';
import { answerGroups, groupFields } from '../metric-range.js';
import { CONTRIBUTION, COST_TO_SERVE, CUSTOMERS, contribute, NET, ORDERS } from './contribution.js';

export const metric: Metric = {
  name: 'ltv',
  version: 1,
  title: 'Lifetime value so far',
  description:
    'What customers who first bought in [from, to) have brought up to asOf: contribution less what serving them cost.',
  definition:
    'Customers are chosen by first purchase, and counted with all their history up to asOf. Cost to serve: of each contact ' +
    'the cost that its resolution names, else the configured unit cost of its channel, counted when the contact was ' +
    'received; of each complaint the compensation, counted at its resolution. The group is all, or the values of by joined ' +
    'by " / ", each of which is a column of its own as well.',
  unit: 'reporting currency',
  source:
    'Historical customer lifetime value as in Gupta et al.: Modeling Customer Lifetime Value, Journal of Service Research 9(2), 2006',
  range: 'first-purchase',
  grain: false,
  eventDimensions: [],
  keys: [{ name: 'first_purchase_day', type: 'integer' }],
  measures: [
    { name: 'customers', type: 'count' },
    { name: 'orders', type: 'count' },
    { name: 'net', type: 'money' },
    { name: 'contribution', type: 'money' },
    { name: 'cost_to_serve', type: 'money' },
  ],
  columns: [
    { name: 'group', type: 'text', description: 'Values of the dimensions in by, or all' },
    { name: 'customers', type: 'count', description: 'Customers with a first purchase in [from, to)' },
    { name: 'orders', type: 'count', description: 'Their distinct orders' },
    { name: 'net', type: 'money', description: 'Their purchases less refunds' },
    { name: 'contribution', type: 'money', description: 'net less the cost of goods' },
    {
      name: 'costToServe',
      type: 'money',
      description: 'Costs of their contacts and compensations of their complaints',
    },
    { name: 'ltv', type: 'money', description: 'contribution − costToServe' },
    { name: 'ltvPerCustomer', type: 'money', description: 'ltv / customers', nullable: true },
  ],
  columnsBeforeGroups: 1,
  contribute,
  inRange: ([day], { days, from, to }) => {
    const start = days.start(day as number);
    return (from === null || start >= from) && (to === null || start < to);
  },
  rows: (cells, question) => {
    const sums = new Map<string, (number | bigint)[]>();
    for (const { group, values, outside } of cells) {
      if (outside) continue;
      const name = JSON.stringify(group);
      const sum = sums.get(name) ?? [0, 0, 0n, 0n, 0n];
      addValues(sum, values);
      sums.set(name, sum);
    }
    const groups = answerGroups(
      cells.filter(({ outside }) => !outside).map(({ group }) => group),
      question,
    );
    return groups.map((group) => {
      const values = sums.get(JSON.stringify(group)) ?? [0, 0, 0n, 0n, 0n];
      const ltv = (values[CONTRIBUTION] as bigint) - (values[COST_TO_SERVE] as bigint);
      const money = (units: bigint) => formatAmount(units, question.precision);
      return {
        group: group.length === 0 ? 'all' : group.join(' / '),
        ...groupFields(group, question),
        customers: values[CUSTOMERS] as number,
        orders: values[ORDERS] as number,
        net: money(values[NET] as bigint),
        contribution: money(values[CONTRIBUTION] as bigint),
        costToServe: money(values[COST_TO_SERVE] as bigint),
        ltv: money(ltv),
        ltvPerCustomer: perHead(ltv, values[CUSTOMERS] as number, question.precision),
      };
    });
  },
  rowKey: () => [],
};
