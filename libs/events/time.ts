/** Days of each month in a common year. */
const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** First and last year whose microseconds since 1970 are all safe integers, rounded inwards. */
const FIRST_YEAR = 1700;
const LAST_YEAR = 2254;

/**
 * Reads an RFC 3339 date-time with offset.
 *
 * Digits beyond the microsecond are cut off. A leap second (`23:59:60` in UTC) is the second after it.
 * @returns microseconds since 1970-01-01T00:00:00Z, a safe integer; null for anything else, and for years
 *   before 1700 or after 2254.
 */
export function parseTime(text: string): number | null {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  if (text[4] !== '-' || text[7] !== '-' || text[13] !== ':' || text[16] !== ':') return null;
  if (text[10] !== 'T' && text[10] !== 't') return null;
  if (!isDay(year, month, day)) return null;
  if (!(hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60)) return null;

  let at = 19;
  let micros = 0;
  if (text[at] === '.') {
    const start = ++at;
    while (isDigit(text.charCodeAt(at))) {
      if (at - start < 6) micros = micros * 10 + text.charCodeAt(at) - 48;
      at++;
    }
    if (at === start) return null;
    for (let place = at - start; place < 6; place++) micros *= 10;
  }

  const offset = offsetMinutes(text, at);
  if (offset === null) return null;
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - offset * 60;
  if (second === 60 && seconds % 86_400 !== 0) return null;
  return seconds * 1_000_000 + micros;
}

/** Microseconds of a day. */
const DAY = 86_400_000_000;

/** Days that were written, by their number since 1970: a log has millions of times on few of them. */
const writtenDays = new Map<number, string>();
const MOST_DAYS = 10_000;

/**
 * Writes an instant as RFC 3339 in UTC, with no more fraction than it has: none, three or six digits.
 * @param time microseconds since the epoch
 */
export function formatTime(time: number): string {
  const day = Math.floor(time / DAY);
  const sinceMidnight = time - day * DAY;
  const seconds = Math.floor(sinceMidnight / 1_000_000);
  const micros = sinceMidnight - seconds * 1_000_000;
  const hour = Math.floor(seconds / 3600);
  const minute = Math.floor(seconds / 60) % 60;
  const text = `${formatDay(day)}T${TWO_DIGITS[hour]}:${TWO_DIGITS[minute]}:${TWO_DIGITS[seconds % 60]}`;
  if (micros === 0) return `${text}Z`;
  if (micros % 1000 === 0) return `${text}.${String(micros / 1000).padStart(3, '0')}Z`;
  return `${text}.${String(micros).padStart(6, '0')}Z`;
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

function formatDay(day: number): string {
  let text = writtenDays.get(day);
  if (text === undefined) {
    text = new Date(day * (DAY / 1000)).toISOString().slice(0, 10);
    if (writtenDays.size >= MOST_DAYS) writtenDays.clear();
    writtenDays.set(day, text);
  }
  return text;
}

/** Whether the text is a day of the calendar, `YYYY-MM-DD`, of the years 1700 to 2254. */
export function isCalendarDate(text: string): boolean {
  return (
    text.length === 10 &&
    text[4] === '-' &&
    text[7] === '-' &&
    isDay(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2))
  );
}

function isDay(year: number, month: number, day: number): boolean {
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12 && day >= 1)) return false;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (leap ? 29 : DAYS_OF_MONTH[month - 1]);
}

/** `Z` or `±hh:mm` up to the end of the text, in minutes east of UTC. */
function offsetMinutes(text: string, at: number): number | null {
  const sign = text[at];
  if (sign === 'Z' || sign === 'z') return text.length === at + 1 ? 0 : null;
  if ((sign !== '+' && sign !== '-') || text.length !== at + 6 || text[at + 3] !== ':') return null;
  const hours = digits(text, at + 1, 2);
  const minutes = digits(text, at + 4, 2);
  if (!(hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60)) return null;
  return sign === '-' ? -(hours * 60 + minutes) : hours * 60 + minutes;
}

/** The number written at a place; -1 where it is not all digits. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code)) return -1;
    value = value * 10 + code - 48;
  }
  return value;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
