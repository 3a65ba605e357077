import { money, sum } from './exact.js';
import { groups, passes } from './groups.js';
import { chosenPeriods, holds } from './periods.js';
import type { Sale } from './sales.js';
import type { Query, Row } from './settings.js';
import type { Customer, World } from './world.js';

export function revenue({ settings, customers }: World, query: Query): Row[] {
  const { timeZone, asOf } = settings;
  const bought = customers
    .flatMap((customer) => customer.sales.map((sale) => ({ customer, sale })))
    .filter((one) => passes(dimensionsOf(one), query.filter));
  const periods = chosenPeriods(
    query,
    bought.map(({ sale }) => sale.time),
    timeZone,
  );
  const inRange = bought.filter(({ sale }) => periods.some((period) => holds(period, sale.time)));
  const all = groups(inRange, query.by, dimensionsOf);

  return periods.flatMap((period) =>
    all.map(({ values, members }) => {
      const here = members.filter(({ sale }) => holds(period, sale.time));
      const purchases = here.filter(({ sale }) => sale.kind === 'purchase');
      const gross = sum(here.map(({ sale }) => sale.revenue));
      const refunds = sum(here.map(({ sale }) => sale.refund));
      const cost = sum(here.map(({ sale }) => sale.cost));
      const net = gross.minus(refunds);
      return {
        period: period.label,
        ...values,
        orders: new Set(purchases.map(({ sale }) => sale.order)).size,
        customers: new Set(purchases.map(({ customer }) => customer)).size,
        revenue: money(gross, query.precision),
        refunds: money(refunds, query.precision),
        net: money(net, query.precision),
        cost: money(cost, query.precision),
        contribution: money(net.minus(cost), query.precision),
        complete: period.end <= asOf,
      };
    }),
  );
}

function dimensionsOf({ customer, sale }: { customer: Customer; sale: Sale }): Record<string, string> {
  return { ...customer.dimensions, channel: sale.channel, product: sale.product };
}
