import type Big from 'big.js';
import { money, sum, ZERO } from './exact.js';
import { groups } from './groups.js';
import { chosenPeriods, holds, type Period } from './periods.js';
import type { Query, Row } from './settings.js';
import { type Person, peopleOf, type World } from './world.js';

export function subscriptions(world: World, query: Query): Row[] {
  const { timeZone, asOf } = world.settings;
  const subscribers = peopleOf(world, query).filter(({ recurring }) => recurring.length > 0);
  const times = subscribers.flatMap(({ recurring }) => recurring.map(({ time }) => time));
  const periods = chosenPeriods(query, times, timeZone);
  const start = periods[0]?.start ?? 0;
  const appearing = subscribers.filter(
    (person) =>
      amountBefore(person, start).gt(0) ||
      person.recurring.some(({ time }) => periods.some((period) => holds(period, time))),
  );
  const all = groups(appearing, query.by, ({ dimensions }) => dimensions);

  return periods.flatMap((period) =>
    all.map(({ values, members }) => {
      const changes = members.map((person) => changeOf(person, period));
      const total = (kind: string) => sum(changes.filter((one) => one.kind === kind).map(({ by }) => by));
      const opening = sum(changes.map(({ before }) => before));
      const closing = sum(changes.map(({ after }) => after));
      const customersOpening = changes.filter(({ before }) => before.gt(0)).length;
      const customersChurned = changes.filter(({ kind }) => kind === 'churned').length;
      const lost = total('contraction').plus(total('churned'));
      const ofOpening = (amount: Big) =>
        opening.eq(0) ? null : Number(amount.times(10_000)) / Number(opening.times(10_000));
      return {
        period: period.label,
        ...values,
        opening: money(opening, query.precision),
        ...Object.fromEntries(
          ['new', 'expansion', 'contraction', 'churned', 'reactivated'].map((kind) => [
            kind,
            money(total(kind), query.precision),
          ]),
        ),
        closing: money(closing, query.precision),
        customersOpening,
        customersChurned,
        grossRetention: ofOpening(opening.minus(lost)),
        netRetention: ofOpening(opening.plus(total('expansion')).minus(lost)),
        logoChurn: customersOpening === 0 ? null : customersChurned / customersOpening,
        complete: period.end <= asOf,
      };
    }),
  );
}

/** What a person pays a month just before an instant, all subscriptions together. */
function amountBefore({ recurring }: Person, instant: number): Big {
  const latest = new Map<string, Big>();
  for (const { time, subscription, mrr } of recurring) if (time < instant) latest.set(subscription, mrr);
  return sum([...latest.values()]);
}

function changeOf(person: Person, { start, end }: Period) {
  const before = amountBefore(person, start);
  const after = amountBefore(person, end);
  const by = after.minus(before);
  const had = person.recurring.some(({ time, mrr }) => time < start && mrr.gt(0));
  const kind = by.eq(0)
    ? 'none'
    : before.eq(0)
      ? had
        ? 'reactivated'
        : 'new'
      : after.eq(0)
        ? 'churned'
        : by.gt(0)
          ? 'expansion'
          : 'contraction';
  return { before, after, kind, by: by.lt(0) ? ZERO.minus(by) : by };
}
