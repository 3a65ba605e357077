import { money, moneyPer, sum } from './exact.js';
import { groups } from './groups.js';
import { range } from './periods.js';
import type { Query, Row } from './settings.js';
import { customersOf, type World } from './world.js';

export function ltv(world: World, query: Query): Row[] {
  const { by = [], precision } = query;
  const { from, to } = range(query, world.settings.timeZone);
  const chosen = customersOf(world, query).filter(
    ({ firstPurchase }) => firstPurchase >= from && firstPurchase < to,
  );
  return groups(chosen, by, ({ dimensions }) => dimensions).map(({ values, members }) => {
    const sales = members.flatMap((customer) => customer.sales);
    const purchases = sales.filter(({ kind }) => kind === 'purchase');
    const net = sum(sales.map((sale) => sale.revenue.minus(sale.refund)));
    const contribution = net.minus(sum(sales.map(({ cost }) => cost)));
    const costToServe = sum(members.flatMap(({ serviceCosts }) => serviceCosts).map(({ amount }) => amount));
    const value = contribution.minus(costToServe);
    return {
      ...values,
      group: by.length === 0 ? 'all' : by.map((name) => values[name]).join(' / '),
      customers: members.length,
      orders: new Set(purchases.map(({ order }) => order)).size,
      net: money(net, precision),
      contribution: money(contribution, precision),
      costToServe: money(costToServe, precision),
      ltv: money(value, precision),
      ltvPerCustomer: moneyPer(value, members.length, precision),
    };
  });
}
