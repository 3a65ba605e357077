import { DateTime } from 'luxon';
import { dayStart, zoneNamed } from './day-start.js';
import { DAY } from './units.js';

export type Grain = 'day' | 'week' | 'month' | 'quarter' | 'year';

export const GRAINS: readonly Grain[] = ['day', 'week', 'month', 'quarter', 'year'];

/**
 * The periods of one grain in one time zone. Instants are microseconds since the epoch, from the year 1700
 * to 2200 (a RangeError beyond). A period is known by its ordinal: consecutive periods have consecutive
 * ordinals, 0 holds the first days of 1970, so an age is a difference.
 */
export interface Calendar {
  /** The ordinal of the period that holds an instant. */
  indexOf(time: number): number;
  /** The ordinal of the period that holds a date, "2026-11-22". */
  indexOfDate(date: string): number;
  /** Where a period begins; it is [start(index), start(index + 1)). */
  start(index: number): number;
  /** "2026-11-22", "2026-W47" (ISO week), "2026-11", "2026-Q4", "2026". */
  label(index: number): string;
}

interface Shape {
  /** Mean length in days: a guess by it is at most a few periods off. */
  days: number;
  /** The first date of a period, in days since 1970-01-01. */
  firstDay(index: number): number;
  /** luxon's format. */
  label: string;
}

const MILLISECONDS = 86_400_000;
const ofMonth = (month: number) => Date.UTC(1970, month) / MILLISECONDS;

const SHAPES: Record<Grain, Shape> = {
  day: { days: 1, firstDay: (day) => day, label: 'yyyy-MM-dd' },
  // 1970 began on a Thursday: its first week on Monday, 29 December 1969
  week: { days: 7, firstDay: (week) => 7 * week - 3, label: "kkkk-'W'WW" },
  month: { days: 365.2425 / 12, firstDay: ofMonth, label: 'yyyy-MM' },
  quarter: { days: 365.2425 / 4, firstDay: (quarter) => ofMonth(3 * quarter), label: "yyyy-'Q'q" },
  year: { days: 365.2425, firstDay: (year) => ofMonth(12 * year), label: 'yyyy' },
};

/** The first and the day after the last date, in days since 1970-01-01. */
const FIRST_DAY = Date.UTC(1700, 0) / MILLISECONDS;
const END_DAY = Date.UTC(2201, 0) / MILLISECONDS;

const calendars = new Map<string, Calendar>();

/**
 * The calendar of a grain in a time zone; the same one each time, so that what it has worked out is kept.
 * @throws RangeError when the time zone is unknown
 */
export function calendar(grain: Grain, timeZone: string): Calendar {
  const key = `${grain} ${timeZone}`;
  let known = calendars.get(key);
  if (!known) {
    known = makeCalendar(SHAPES[grain], timeZone);
    calendars.set(key, known);
  }
  return known;
}

function makeCalendar({ days, firstDay, label }: Shape, timeZone: string): Calendar {
  const zone = zoneNamed(timeZone);
  // two periods to spare on both sides: the ones that hold the first and the last date, and their neighbours
  const lowest = Math.floor(FIRST_DAY / days) - 2;
  const highest = Math.ceil(END_DAY / days) + 2;
  const starts = new Float64Array(highest - lowest + 1).fill(Number.NaN);
  const labels = new Map<number, string>();
  const dates = new Map<string, number>();
  const length = days * DAY;

  function start(index: number): number {
    const known = starts[index - lowest];
    if (known === undefined) throw new RangeError('the calendar knows the years 1700 to 2200 only');
    if (!Number.isNaN(known)) return known;
    const found = dayStart(firstDay(index), zone) * 1000;
    starts[index - lowest] = found;
    return found;
  }

  return {
    start,
    indexOf(time) {
      let index = Math.floor(time / length);
      while (time < start(index)) index -= 1;
      while (time >= start(index + 1)) index += 1;
      return index;
    },
    indexOfDate(date) {
      const known = dates.get(date);
      if (known !== undefined) return known;
      const day = dayOf(date);
      let index = Math.floor(day / days);
      while (day < firstDay(index)) index -= 1;
      while (day >= firstDay(index + 1)) index += 1;
      dates.set(date, index);
      return index;
    },
    label(index) {
      let text = labels.get(index);
      if (text === undefined) {
        text = DateTime.fromMillis(firstDay(index) * MILLISECONDS, { zone: 'utc' }).toFormat(label);
        labels.set(index, text);
      }
      return text;
    },
  };
}

/** Whether a text is a real date as "2026-11-22", from 1700-01-01 to 2200-12-31, which the calendar knows. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const { isValid, year } = DateTime.fromISO(text, { zone: 'utc' });
  return isValid && year >= 1700 && year <= 2200;
}

/** @throws RangeError when it is not a date the calendar knows */
function dayOf(date: string): number {
  if (!isDate(date)) {
    throw new RangeError(`"${date}" is not a date: YYYY-MM-DD, from 1700-01-01 to 2200-12-31`);
  }
  return Date.parse(date) / MILLISECONDS;
}
