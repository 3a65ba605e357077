import { calendar } from './calendar.js';

/**
 * The instant at which a date begins in a time zone, in microseconds since the epoch.
 * @param date "2026-11-22"
 * @throws RangeError when the date is none, or the time zone unknown
 */
export function startOfDate(date: string, timeZone: string): number {
  const days = calendar('day', timeZone);
  return days.start(days.indexOfDate(date));
}

/**
 * The date on which an instant falls in a time zone, "2026-11-22".
 * @param time microseconds since the epoch
 */
export function localDate(time: number, timeZone: string): string {
  const days = calendar('day', timeZone);
  return days.label(days.indexOf(time));
}
