import type Big from 'big.js';
import { answer, reopenings, resolution } from './cases.js';
import { casesOfPeople } from './cases-of-people.js';
import { money, rate, sum, ZERO } from './exact.js';
import { groups, passes } from './groups.js';
import { chosenPeriods, holds } from './periods.js';
import type { Query, Row } from './settings.js';
import { peopleOf, type World } from './world.js';

interface Happening {
  what: 'opened' | 'answered' | 'resolved' | 'reopened';
  time: number;
  compensation: Big;
  dimensions: Record<string, string>;
}

const OF_CUSTOMERS = ['segment', 'country', 'generation', 'acquisitionChannel', 'campaign'];

export function complaints(world: World, query: Query): Row[] {
  const { timeZone, asOf } = world.settings;
  const happenings = casesOfPeople(world, 'complaint')
    .filter(({ dimensions }) => passes(dimensions, query.filter))
    .flatMap((one): Happening[] => {
      const at = (what: Happening['what'], time: number, compensation = ZERO): Happening => ({
        ...{ what, compensation, dimensions: one.dimensions },
        time: Math.max(time, one.time),
      });
      const [answered, resolved] = [answer(one), resolution(one)];
      return [
        at('opened', one.time),
        ...(answered ? [at('answered', answered.time)] : []),
        ...(resolved ? [at('resolved', resolved.time, one.cost)] : []),
        ...reopenings(one).map(({ time }) => at('reopened', time)),
      ];
    });
  const periods = chosenPeriods(
    query,
    happenings.map(({ time }) => time),
    timeZone,
  );
  const shown = happenings.filter(({ time }) => periods.some((period) => holds(period, time)));
  const split = groups(shown, query.by, ({ dimensions }) => dimensions);
  const ofCustomers = (given: Record<string, string> = {}) =>
    Object.fromEntries(Object.entries(given).filter(([name]) => OF_CUSTOMERS.includes(name)));

  return periods.flatMap((period) =>
    split.map(({ values, members }) => {
      const here = members.filter(({ time }) => holds(period, time));
      const count = (what: Happening['what']) => here.filter((one) => one.what === what).length;
      const people = peopleOf(world, { filter: ofCustomers(query.filter) }).filter(({ dimensions }) =>
        passes(dimensions, ofCustomers(values)),
      );
      const isHere = (time: number) => holds(period, time);
      const seen = people.filter(
        ({ purchaseTimes, contacts, complaints: complained }) =>
          purchaseTimes.some(isHere) || [...contacts, ...complained].some(({ time }) => isHere(time)),
      );
      const orders = new Set(
        people
          .flatMap(({ sales }) => sales)
          .filter(({ kind, time }) => kind === 'purchase' && isHere(time))
          .map(({ order }) => order),
      );
      return {
        period: period.label,
        ...values,
        opened: count('opened'),
        perThousandCustomers: rate(1000 * count('opened'), seen.length),
        perThousandOrders: rate(1000 * count('opened'), orders.size),
        answered: count('answered'),
        resolved: count('resolved'),
        reopened: count('reopened'),
        compensation: money(sum(here.map(({ compensation }) => compensation)), query.precision),
        complete: period.end <= asOf,
      };
    }),
  );
}
