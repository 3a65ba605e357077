import { answer, reopenings, resolution, stepsOf } from './cases.js';
import { casesOfPeople, type OwnCase } from './cases-of-people.js';
import { rate } from './exact.js';
import { groups, passes } from './groups.js';
import { chosenPeriods, holds } from './periods.js';
import type { Query, Row } from './settings.js';
import type { World } from './world.js';

const MINUTE = 60 * 1_000_000;
const WEEK = 7 * 24 * 60 * MINUTE;

export function service(world: World, query: Query): Row[] {
  const { timeZone, asOf } = world.settings;
  const subject = query.own?.subject === 'complaint' ? 'complaint' : 'contact';
  const all = casesOfPeople(world, subject);
  const counted = all.filter(({ dimensions }) => passes(dimensions, query.filter));
  const periods = chosenPeriods(
    query,
    counted.map(({ time }) => time),
    timeZone,
  );
  const shown = counted.filter(({ time }) => periods.some((period) => holds(period, time)));
  const split = groups(shown, query.by, ({ dimensions }) => dimensions);

  return periods.flatMap((period) =>
    split.map(({ values, members }) => {
      const opened = members.filter(({ time }) => holds(period, time));
      const waits = opened.flatMap((one) => took(one, answer(one)));
      const lasted = opened.flatMap((one) => took(one, resolution(one)));
      const share = (limit: number) => rate(waits.filter((wait) => wait <= limit).length, opened.length);
      const old = opened.filter((one) => settledAt(one) <= asOf);
      const contacts = subject === 'contact';
      return {
        period: period.label,
        ...values,
        opened: opened.length,
        answered: waits.length,
        answeredRate: rate(waits.length, opened.length),
        within30Minutes: share(30 * MINUTE),
        within1Hour: share(60 * MINUTE),
        within1Day: share(24 * 60 * MINUTE),
        within1Week: share(WEEK),
        firstResponseMedianMinutes: ranked(waits, 50, MINUTE),
        firstResponseP90Minutes: ranked(waits, 90, MINUTE),
        resolved: lasted.length,
        resolutionMedianHours: ranked(lasted, 50, 60 * MINUTE),
        resolutionP90Hours: ranked(lasted, 90, 60 * MINUTE),
        firstContactResolution: contacts
          ? rate(old.filter((one) => doneAtOnce(one, all)).length, old.length)
          : null,
        transfersPerContact: contacts
          ? rate(opened.flatMap((one) => stepsOf(one, 'transferred')).length, opened.length)
          : null,
        reopened: opened.filter((one) => reopenings(one).length > 0).length,
        complete: period.end <= asOf,
      };
    }),
  );
}

/** How long a case took to something, never less than nothing; none when it did not come to it. */
function took({ time }: OwnCase, end: { time: number } | undefined): number[] {
  return end ? [Math.max(0, end.time - time)] : [];
}

/** When a week has passed since a resolution. */
function settledAt(one: OwnCase): number {
  const [lasted] = took(one, resolution(one));
  return lasted === undefined ? Number.POSITIVE_INFINITY : one.time + lasted + WEEK;
}

function doneAtOnce(one: OwnCase, contacts: OwnCase[]): boolean {
  const again = contacts.some(
    ({ person, topic, time }) =>
      person === one.person && topic === one.topic && time > settledAt(one) - WEEK && time <= settledAt(one),
  );
  return !again && stepsOf(one, 'transferred').length === 0;
}

/** The value at the nearest rank. */
function ranked(values: number[], percent: number, unit: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.ceil((percent * values.length) / 100) - 1];
  return value === undefined ? null : value / unit;
}
