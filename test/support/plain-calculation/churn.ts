import { rate } from './exact.js';
import { groups } from './groups.js';
import { chosenPeriods, holds, type Period } from './periods.js';
import type { Query, Row } from './settings.js';
import { type Customer, customersOf, type World } from './world.js';

const DAY = 24 * 60 * 60 * 1_000_000;

export function churn(world: World, query: Query): Row[] {
  const { timeZone, asOf } = world.settings;
  const window = (query.window ?? 90) * DAY;
  const customers = customersOf(world, query);

  const churnInstants = ({ purchaseTimes }: Customer) =>
    purchaseTimes
      .filter((u) => !purchaseTimes.some((v) => u < v && v <= u + window))
      .map((u) => u + window)
      .filter((instant) => instant <= asOf);
  const isActive = ({ purchaseTimes }: Customer, t: number) =>
    purchaseTimes.some((u) => u < t && t <= u + window);
  const figures = (members: Customer[], period: Period) => {
    const active = members.filter((customer) => isActive(customer, period.start));
    return {
      activeAtStart: active.length,
      new: members.filter(({ firstPurchase }) => holds(period, firstPurchase)).length,
      churned: active.filter((customer) => churnInstants(customer).some((instant) => holds(period, instant)))
        .length,
      wonBack: members.filter(({ purchaseTimes }) =>
        purchaseTimes.some((v, i) => {
          const u = purchaseTimes[i - 1];
          return u !== undefined && u + window < v && holds(period, v);
        }),
      ).length,
    };
  };

  const dataTimes = customers.flatMap((customer) => [...customer.purchaseTimes, ...churnInstants(customer)]);
  const periods = chosenPeriods(query, dataTimes, timeZone);
  const appearing = customers.filter((customer) =>
    periods.some((period) => Object.values(figures([customer], period)).some((figure) => figure > 0)),
  );
  const all = groups(appearing, query.by, ({ dimensions }) => dimensions);

  return periods.flatMap((period) =>
    all.map(({ values, members }) => {
      const counted = figures(members, period);
      return {
        period: period.label,
        ...values,
        ...counted,
        rate: rate(counted.churned, counted.activeAtStart),
        complete: period.end <= asOf,
      };
    }),
  );
}
