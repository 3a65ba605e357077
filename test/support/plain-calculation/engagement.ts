import { rate } from './exact.js';
import { groups, passes } from './groups.js';
import { chosenPeriods, holds } from './periods.js';
import type { Query, Row } from './settings.js';
import type { World } from './world.js';

export function engagement(world: World, query: Query): Row[] {
  const { timeZone, asOf } = world.settings;
  const posted = world.posts
    .map(({ network, counts }) => {
      const latest = counts.reduce((earlier, later) => (later.time >= earlier.time ? later : earlier));
      const time = Math.min(...counts.map((count) => count.time));
      return { network, time, engagements: latest.engagements, followers: latest.followers };
    })
    .filter((post) => passes(dimensionsOf(post), query.filter));
  const periods = chosenPeriods(
    query,
    posted.map(({ time }) => time),
    timeZone,
  );
  const inRange = posted.filter(({ time }) => periods.some((period) => holds(period, time)));
  const by = [...new Set(['network', ...(query.by ?? [])])];
  return periods.flatMap((period) =>
    groups(inRange, by, dimensionsOf).map(({ values, members }) => {
      const here = members.filter(({ time }) => holds(period, time));
      const engagements = here.map((post) => post.engagements).reduce((a, b) => a + b, 0);
      const followers = here.map((post) => post.followers).reduce((a, b) => a + b, 0);
      return {
        period: period.label,
        ...values,
        posts: here.length,
        engagements,
        followers,
        rate: rate(engagements, followers),
        complete: period.end <= asOf,
      };
    }),
  );
}

/** A post belongs to no customer. */
function dimensionsOf({ network }: { network: string }): Record<string, string> {
  return {
    segment: 'unknown',
    country: 'unknown',
    generation: 'unknown',
    acquisitionChannel: 'unknown',
    campaign: 'unknown',
    network,
  };
}
