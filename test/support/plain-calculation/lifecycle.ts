import { groups } from './groups.js';
import { chosenPeriods, holds, type Period, periodOf } from './periods.js';
import type { Query, Row } from './settings.js';
import { type Customer, customersOf, type World } from './world.js';

export function lifecycle(world: World, query: Query): Row[] {
  const { timeZone, asOf } = world.settings;
  const customers = customersOf(world, query);
  const periods = chosenPeriods(
    query,
    customers.flatMap(({ purchaseTimes }) => purchaseTimes),
    timeZone,
  );
  const before = (period: Period) => periodOf(period.start - 1, query.grain ?? 'month', timeZone);
  const appearing = customers.filter((customer) =>
    periods.some((period) => boughtIn(customer, period) || boughtIn(customer, before(period))),
  );
  const all = groups(appearing, query.by, ({ dimensions }) => dimensions);

  return periods.flatMap((period) => {
    const previous = before(period);
    return all.map(({ values, members }) => {
      const isNew = (customer: Customer) => holds(period, customer.firstPurchase);
      const bought = members.filter((customer) => boughtIn(customer, period));
      const boughtBefore = members.filter((customer) => boughtIn(customer, previous));
      const reactivated = bought.filter((customer) => !boughtBefore.includes(customer) && !isNew(customer));
      return {
        period: period.label,
        ...values,
        new: bought.filter(isNew).length,
        returning: bought.filter((customer) => boughtBefore.includes(customer)).length,
        reactivated: reactivated.length,
        dormant: boughtBefore.filter((customer) => !bought.includes(customer)).length,
        active: bought.length,
        complete: period.end <= asOf,
      };
    });
  });
}

function boughtIn({ purchaseTimes }: Customer, period: Period): boolean {
  return purchaseTimes.some((time) => holds(period, time));
}
