import { money, moneyPer, rate, sum, ZERO } from './exact.js';
import { groups } from './groups.js';
import { holds, type Period, periodOf, periodsBetween, range } from './periods.js';
import type { Query, Row } from './settings.js';
import { type Customer, customersOf, type World } from './world.js';

export function retention(world: World, query: Query): Row[] {
  const { timeZone, asOf } = world.settings;
  const grain = query.grain ?? 'month';
  const everybody = customersOf(world, query);
  const { from, to } = range(query, timeZone);
  const chosen = everybody.filter(({ firstPurchase }) => firstPurchase >= from && firstPurchase < to);

  // ages end with the last period in which anybody's figures moved, or with the instant that was asked for
  const dataTimes = everybody.flatMap(({ sales }) => sales).map(({ time }) => time);
  const lastData = query.asOfGiven ? asOf : Math.max(...dataTimes);

  return cohorts(query, chosen, timeZone).flatMap((cohort) =>
    groups(chosen, query.by, ({ dimensions }) => dimensions).flatMap(({ values, members }) => {
      const customers = members.filter(({ firstPurchase }) => holds(cohort, firstPurchase));
      let cumulativeNet = ZERO;
      return periodsBetween(cohort.start, lastData, grain, timeZone).map((period, age) => {
        const sales = customers
          .flatMap((customer) => customer.sales)
          .filter(({ time }) => holds(period, time));
        const purchases = sales.filter(({ kind }) => kind === 'purchase');
        const active = customers.filter(({ purchaseTimes }) =>
          purchaseTimes.some((time) => holds(period, time)),
        );
        const revenue = sum(sales.map((sale) => sale.revenue));
        const net = revenue.minus(sum(sales.map(({ refund }) => refund)));
        const contribution = net.minus(sum(sales.map(({ cost }) => cost)));
        cumulativeNet = cumulativeNet.plus(net);
        return {
          cohort: cohort.label,
          ...values,
          size: customers.length,
          age,
          active: active.length,
          rate: rate(active.length, customers.length),
          orders: new Set(purchases.map(({ order }) => order)).size,
          revenue: money(revenue, query.precision),
          net: money(net, query.precision),
          contribution: money(contribution, query.precision),
          cumulativeNet: money(cumulativeNet, query.precision),
          cumulativeNetPerCustomer: moneyPer(cumulativeNet, customers.length, query.precision),
          complete: period.end <= asOf,
        };
      });
    }),
  );
}

/**
 * The cohorts that are rows: from the one that holds `from` to the last that starts before `to`; where one
 * is not given, from the first or to the last that has a customer.
 */
function cohorts(query: Query, chosen: Customer[], timeZone: string): Period[] {
  const grain = query.grain ?? 'month';
  const { from, to } = range(query, timeZone);
  const firsts = chosen.map(({ firstPurchase }) => firstPurchase);
  const first = query.from === undefined ? Math.min(...firsts) : from;
  const last = query.to === undefined ? Math.max(...firsts) : to;
  if (!Number.isFinite(first) || !Number.isFinite(last)) return [];
  return periodsBetween(periodOf(first, grain, timeZone).start, last, grain, timeZone).filter(
    ({ start }) => start < to,
  );
}
