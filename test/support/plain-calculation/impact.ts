import Big from 'big.js';
import { money, moneyPer, rate, sum } from './exact.js';
import { type Moment, moments } from './moments.js';
import { range } from './periods.js';
import type { Query, Row } from './settings.js';
import { student95 } from './student.js';
import { Z } from './survey-rows.js';
import type { World } from './world.js';

const SHARES = ['stoppedBuying', 'complainedAgain', 'satisfied', 'positiveReview', 'recommended'];
const AMOUNTS = ['netBefore', 'netAfter', 'netChange', 'costToServe'];
/** Groups that have an order of their own; others come after them, by name. */
const ORDER = [
  ...['answered', 'unanswered', '≤30m', '≤1h', '≤1d', '<1w', '≥1w', 'never', 'resolved', 'unresolved'],
  ...['recovered', 'not-recovered', 'promoter', 'passive', 'detractor'],
  ...['satisfied', 'easy', 'neutral', 'dissatisfied', 'hard'],
];

export function impact(world: World, query: Query): Row[] {
  const { own = {}, by: [factor = 'answered'] = [], filter, precision } = query;
  const unit = own.unit ?? 'customer';
  const counted = moments(world, {
    moment: own.moment ?? 'complaint',
    kind: own.kind,
    horizon: Number(own.horizon ?? 90),
    landmark: Number(own.landmark ?? 0),
    unit,
    filter,
    ...range(query, world.settings.timeZone),
  });
  const groupOf = ({ factors }: Moment) => factors[factor] ?? 'unknown';
  const place = (group: string) => (ORDER.includes(group) ? ORDER.indexOf(group) : ORDER.length);
  const groups = [...new Set(counted.map(groupOf))].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  return groups.map((group) => {
    const members = counted.filter((moment) => groupOf(moment) === group);
    return {
      group,
      [factor]: group,
      moments: members.length,
      customers: new Set(members.map(({ person }) => person)).size,
      ...Object.fromEntries(
        SHARES.map((name) => {
          const known = members.flatMap(({ happened }) => happened[name] ?? []);
          return [name, share(known, unit === 'customer')];
        }),
      ),
      ...Object.fromEntries(
        AMOUNTS.map((name) => {
          const all = members.map(({ amounts }) => amounts[name] as Big);
          return [name, mean(all, unit === 'customer', precision)];
        }),
      ),
    };
  });
}

/** With Wilson's interval. */
function share(known: boolean[], withInterval: boolean) {
  const n = known.length;
  const count = known.filter((it) => it).length;
  const value = rate(count, n);
  if (value === null || !withInterval) return { n, count, value, low: null, high: null };
  const middle = value + Z ** 2 / (2 * n);
  const reach = Z * Math.sqrt((value * (1 - value)) / n + Z ** 2 / (4 * n ** 2));
  const shrink = 1 + Z ** 2 / n;
  return { n, count, value, low: (middle - reach) / shrink, high: (middle + reach) / shrink };
}

/** With Student's interval. */
function mean(amounts: Big[], withInterval: boolean, precision?: number) {
  const n = amounts.length;
  const total = sum(amounts);
  const estimate = { n, count: null, value: moneyPer(total, n, precision) };
  if (n < 2 || !withInterval) return { ...estimate, low: null, high: null };
  const middle = total.div(n);
  const variance = sum(amounts.map((amount) => amount.minus(middle).pow(2))).div(n - 1);
  const reach = student95(n - 1) * Math.sqrt(Number(variance) / n);
  return {
    ...estimate,
    low: money(middle.minus(reach), precision),
    high: money(middle.plus(reach), precision),
  };
}
