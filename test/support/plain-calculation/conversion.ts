import { rate } from './exact.js';
import { groups } from './groups.js';
import { chosenPeriods, holds } from './periods.js';
import type { Query, Row } from './settings.js';
import { peopleOf, type World } from './world.js';

const DAY = 24 * 60 * 60 * 1_000_000;

export function conversion(world: World, query: Query): Row[] {
  const { timeZone, asOf } = world.settings;
  const window = (query.window ?? 90) * DAY;
  const leads = peopleOf(world, query).flatMap(({ lead, purchaseTimes, dimensions }) => {
    const first = purchaseTimes[0] ?? Number.POSITIVE_INFINITY;
    if (!lead || first <= lead.time) return [];
    return [{ ...lead, dimensions, converted: first <= lead.time + window }];
  });
  const periods = chosenPeriods(
    query,
    leads.map(({ time }) => time),
    timeZone,
  );
  const inRange = leads.filter(({ time }) => periods.some((period) => holds(period, time)));
  const all = groups(inRange, ['channel', ...(query.by ?? [])], ({ dimensions, channel }) => ({
    ...dimensions,
    channel,
  }));
  return periods.flatMap((period) =>
    all.map(({ values, members }) => {
      const here = members.filter(({ time }) => holds(period, time));
      const converted = here.filter((lead) => lead.converted).length;
      return {
        period: period.label,
        ...values,
        leads: here.length,
        converted,
        rate: rate(converted, here.length),
        complete: period.end + window <= asOf,
      };
    }),
  );
}
