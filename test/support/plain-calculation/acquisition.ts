import type Big from 'big.js';
import { money, moneyPer, sum, ZERO } from './exact.js';
import { groups, passes } from './groups.js';
import { chosenPeriods, holds } from './periods.js';
import type { Query, Row } from './settings.js';
import { spendDays } from './spend-days.js';
import type { World } from './world.js';

/** Something that counts: a day of spend, a lead, or a first purchase. */
interface Moment {
  time: number;
  channel: string;
  dimensions: Record<string, string>;
  spend: Big;
  lead: boolean;
  acquired: boolean;
}

export function acquisition(world: World, query: Query): Row[] {
  const { timeZone, asOf } = world.settings;
  const together = query.own?.channel === 'all';
  const moments = momentsOf(world).filter(({ dimensions }) => passes(dimensions, query.filter));
  const periods = chosenPeriods(
    query,
    moments.map(({ time }) => time),
    timeZone,
  );
  const inRange = moments.filter(({ time }) => periods.some((period) => holds(period, time)));
  const by = [...(together ? [] : ['channel']), ...(query.by ?? [])];
  const all = groups(inRange, by, ({ dimensions, channel }) => ({ ...dimensions, channel }));
  return periods.flatMap((period) =>
    all.map(({ values, members }) => {
      const here = members.filter(({ time }) => holds(period, time));
      const spend = sum(here.map((moment) => moment.spend));
      const acquired = here.filter((moment) => moment.acquired).length;
      return {
        period: period.label,
        ...(together && { channel: 'all' }),
        ...values,
        spend: money(spend, query.precision),
        leads: here.filter(({ lead }) => lead).length,
        acquired,
        cac: moneyPer(spend, acquired, query.precision),
        complete: period.end <= asOf,
      };
    }),
  );
}

function momentsOf(world: World): Moment[] {
  const nothing = { spend: ZERO, lead: false, acquired: false };
  return [
    ...spendDays(world).map(({ time, amount, dimensions }) => ({
      ...nothing,
      time,
      channel: String(dimensions.acquisitionChannel),
      dimensions,
      spend: amount,
    })),
    ...world.people.flatMap(({ lead, dimensions }) =>
      lead ? [{ ...nothing, time: lead.time, channel: lead.channel, dimensions, lead: true }] : [],
    ),
    ...world.customers.map(({ firstPurchase, dimensions }) => ({
      ...nothing,
      time: firstPurchase,
      channel: String(dimensions.acquisitionChannel),
      dimensions,
      acquired: true,
    })),
  ];
}
