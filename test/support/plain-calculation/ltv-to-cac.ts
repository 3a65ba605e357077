import type Big from 'big.js';
import { DateTime } from 'luxon';
import { moneyPer, sum, ZERO } from './exact.js';
import { groups, passes } from './groups.js';
import { periodOf, range } from './periods.js';
import type { Query, Row } from './settings.js';
import { spendDays } from './spend-days.js';
import { type Customer, customersOf, type World } from './world.js';

/** A customer won, or a day on which money was spent to win some. */
interface Entry {
  dimensions: Record<string, string>;
  customer?: Customer;
  spend: Big;
}

export function ltvToCac(world: World, query: Query): Row[] {
  const { settings } = world;
  const { from, to } = range(query, settings.timeZone);
  const customers = customersOf(world, query).filter(
    ({ firstPurchase }) => firstPurchase >= from && firstPurchase < to,
  );
  const days = spendDays(world).filter(
    ({ time, dimensions }) => time >= from && time < to && passes(dimensions, query.filter),
  );
  const entries: Entry[] = [
    ...customers.map((customer) => ({ dimensions: customer.dimensions, customer, spend: ZERO })),
    ...days.map(({ dimensions, amount }) => ({ dimensions, spend: amount })),
  ];
  const dimensionsOf = ({ dimensions }: Entry) => ({
    ...dimensions,
    channel: String(dimensions.acquisitionChannel),
  });
  return groups(entries, ['channel', ...(query.by ?? [])], dimensionsOf).map(({ values, members }) => {
    const won = members.flatMap(({ customer }) => (customer ? [customer] : []));
    const spend = sum(members.map((entry) => entry.spend));
    const value = worth(won, () => true);
    return {
      ...values,
      customers: won.length,
      ltvPerCustomer: moneyPer(value, won.length, query.precision),
      cac: moneyPer(spend, won.length, query.precision),
      ratio: won.length === 0 || spend.eq(0) ? null : wholeUnits(value) / wholeUnits(spend),
      paybackMonths: payback(won, spend, world),
    };
  });
}

/** Contribution less cost to serve, of the events whose time is chosen. */
function worth(customers: Customer[], chosen: (time: number, customer: Customer) => boolean): Big {
  return sum(
    customers.flatMap((customer) => [
      ...customer.sales
        .filter(({ time }) => chosen(time, customer))
        .map(({ revenue, refund, cost }) => revenue.minus(refund).minus(cost)),
      ...customer.serviceCosts
        .filter(({ time }) => chosen(time, customer))
        .map(({ amount }) => ZERO.minus(amount)),
    ]),
  );
}

function payback(won: Customer[], spend: Big, { settings: { timeZone, asOf } }: World): number | null {
  if (won.length === 0) return null;
  if (spend.eq(0)) return 0;
  const month = (time: number) => {
    const { year, month } = DateTime.fromMillis(Math.floor(time / 1000), { zone: timeZone });
    return 12 * year + month;
  };
  let last = periodOf(Math.max(...won.map(({ firstPurchase }) => firstPurchase)), 'month', timeZone);
  for (let age = 0; last.end <= asOf; age++) {
    const soFar = worth(won, (time, { firstPurchase }) => month(time) - month(firstPurchase) <= age);
    if (soFar.div(won.length).gte(spend.div(won.length))) return age;
    last = periodOf(last.end, 'month', timeZone);
  }
  return null;
}

/** Ten-thousandths, which a double holds exactly here. */
function wholeUnits(amount: Big): number {
  return Number(amount.times(10_000).toFixed(0));
}
