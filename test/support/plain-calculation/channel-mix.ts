import { casesOfPeople, type OwnCase } from './cases-of-people.js';
import { money, rate, sum } from './exact.js';
import { groups, passes } from './groups.js';
import { chosenPeriods, holds } from './periods.js';
import type { Query, Row } from './settings.js';
import type { World } from './world.js';

/** Rows are of channels, or of families when `by` says so. */
export function byChannel({ by = [] }: Query): string[] {
  return by.includes('channel') || by.includes('channelFamily') ? by : ['channel', ...by];
}

/** A filter, or a group, without the channels: what shares are of. */
export function overChannels({ channel, channelFamily, ...rest }: Record<string, string>) {
  return rest;
}

export function channelMix(world: World, query: Query): Row[] {
  const { timeZone, asOf } = world.settings;
  const contacts = casesOfPeople(world, 'contact');
  const counted = contacts.filter(({ dimensions }) => passes(dimensions, query.filter));
  const periods = chosenPeriods(
    query,
    counted.map(({ time }) => time),
    timeZone,
  );
  const shown = counted.filter(({ time }) => periods.some((period) => holds(period, time)));
  const persons = (of: OwnCase[]) => new Set(of.map(({ person }) => person)).size;

  return periods.flatMap((period) =>
    groups(shown, byChannel(query), ({ dimensions }) => dimensions).map(({ values, members }) => {
      const here = members.filter(({ time }) => holds(period, time));
      const whole = contacts.filter(
        ({ time, dimensions }) =>
          holds(period, time) &&
          passes(dimensions, overChannels(query.filter ?? {})) &&
          passes(dimensions, overChannels(values)),
      );
      return {
        period: period.label,
        ...values,
        channel: (values.channel ?? values.channelFamily) as string,
        contacts: here.length,
        share: rate(here.length, whole.length),
        customers: persons(here),
        customerShare: rate(persons(here), persons(whole)),
        costToServe: money(sum(here.map(({ cost }) => cost)), query.precision),
        complete: period.end <= asOf,
      };
    }),
  );
}
