import { groups, passes } from './groups.js';
import type { Mention } from './mentions.js';
import { chosenPeriods, holds } from './periods.js';
import type { Query, Row } from './settings.js';
import type { World } from './world.js';

export function advocacy({ people, settings: { timeZone, asOf } }: World, query: Query): Row[] {
  const written = people
    .flatMap(({ dimensions, mentions }) => mentions.map((mention) => ({ dimensions, mention })))
    .filter((one) => passes(dimensionsOf(one), query.filter));
  const periods = chosenPeriods(
    query,
    written.map(({ mention }) => mention.time),
    timeZone,
  );
  const inRange = written.filter(({ mention }) => periods.some((period) => holds(period, mention.time)));
  const by = [...new Set(['authorKind', ...(query.by ?? [])])];
  return periods.flatMap((period) =>
    groups(inRange, by, dimensionsOf).map(({ values, members }) => {
      const here = members.filter(({ mention }) => holds(period, mention.time)).map(({ mention }) => mention);
      const promoters = here.filter(isPromoter).length;
      const critics = here.filter(
        ({ sentiment, recommends }) => sentiment === 'negative' && !recommends,
      ).length;
      return {
        period: period.label,
        ...values,
        mentions: here.length,
        promoters,
        critics,
        netAdvocacy: here.length === 0 ? null : (100 * (promoters - critics)) / here.length,
        reach: here.map(({ reach }) => reach).reduce((a, b) => a + b, 0),
        complete: period.end <= asOf,
      };
    }),
  );
}

function isPromoter({ sentiment, recommends }: Mention): boolean {
  return recommends || sentiment === 'positive';
}

function dimensionsOf({
  dimensions,
  mention: { network, authorKind, product },
}: {
  dimensions: Record<string, string>;
  mention: Mention;
}): Record<string, string> {
  return { ...dimensions, network, authorKind, product };
}
