import { DateTime } from 'luxon';
import type { Query } from './settings.js';

type Grain = NonNullable<Query['grain']>;

/** [start, end), microseconds since the epoch. */
export interface Period {
  label: string;
  start: number;
  end: number;
}

const LABELS: Record<Grain, string> = {
  day: 'yyyy-MM-dd',
  week: "kkkk-'W'WW",
  month: 'yyyy-MM',
  quarter: "yyyy-'Q'q",
  year: 'yyyy',
};

export function periodOf(time: number, grain: Grain, zone: string): Period {
  const first = DateTime.fromMillis(Math.floor(time / 1000), { zone }).startOf(grain);
  const next = first.plus({ [grain]: 1 }).startOf(grain);
  return {
    label: first.toFormat(LABELS[grain]),
    start: first.toMillis() * 1000,
    end: next.toMillis() * 1000,
  };
}

export function periodsBetween(from: number, to: number, grain: Grain, zone: string): Period[] {
  const periods: Period[] = [];
  let period = periodOf(from, grain, zone);
  while (period.start <= to) {
    periods.push(period);
    period = periodOf(period.end, grain, zone);
  }
  return periods;
}

export function holds(period: Period, time: number): boolean {
  return period.start <= time && time < period.end;
}

/** Where a date begins. */
export function startOfDay(date: string, zone: string): number {
  return DateTime.fromISO(date, { zone }).startOf('day').toMillis() * 1000;
}

/** [from, to) as instants; without end where they are not given. */
export function range({ from, to }: Query, zone: string): { from: number; to: number } {
  return {
    from: from === undefined ? Number.NEGATIVE_INFINITY : startOfDay(from, zone),
    to: to === undefined ? Number.POSITIVE_INFINITY : startOfDay(to, zone),
  };
}

/**
 * The periods that are rows: those that start in [from, to); where one is not given, from the first or to
 * the last period that has data.
 */
export function chosenPeriods(query: Query, dataTimes: number[], zone: string): Period[] {
  const grain = query.grain ?? 'month';
  const chosen = range(query, zone);
  const first = query.from === undefined ? Math.min(...dataTimes) : chosen.from;
  const last = query.to === undefined ? Math.max(...dataTimes) : chosen.to;
  if (!Number.isFinite(first) || !Number.isFinite(last)) return [];
  return periodsBetween(first, last, grain, zone).filter(
    ({ start }) => start >= chosen.from && start < chosen.to,
  );
}
