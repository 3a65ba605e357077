import { IANAZone, type Zone } from 'luxon';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** No clock on earth was ever further from UTC (Manila kept −15:56 until 1844). */
const FURTHEST_OFFSET = 16 * HOUR;

/**
 * The instant at which a local date begins for good. Usually its midnight; where midnight is skipped, the
 * first instant after the gap; where it comes twice, the second (the clock goes back over midnight: the
 * few minutes before that still belong to the day before); for a date skipped altogether, that of the next.
 * So dates never overlap, and none begins before its predecessor.
 * @param day days since 1970-01-01, a date of the local calendar
 * @returns milliseconds since the epoch
 */
export function dayStart(day: number, zone: Zone): number {
  const midnight = day * 24 * HOUR;
  const offset = (at: number) => zone.offset(at) * MINUTE;
  let before = midnight - FURTHEST_OFFSET;
  let after = midnight + FURTHEST_OFFSET;
  const early = midnight - offset(before);
  const late = midnight - offset(after);
  if (early === late) return early;

  // the clock is changed in between: find the first instant of the new offset
  const old = offset(before);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offset(middle) === old) before = middle;
    else after = middle;
  }
  const change = after;
  return late >= change ? late : Math.min(early, change);
}

/**
 * The time zone of an IANA name.
 * @throws RangeError naming what is none
 */
export function zoneNamed(name: string): Zone {
  const zone = IANAZone.create(name);
  if (!zone.isValid) throw new RangeError(`"${name}" is not a time zone: an IANA name, "Europe/Berlin"`);
  return zone;
}
