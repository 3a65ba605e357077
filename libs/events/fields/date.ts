import { isCalendarDate } from '../time.js';
import { type FieldRule, field } from './field.js';

const DAY = 86_400_000;

const dateRule: FieldRule = {
  kind: 'date',
  allowed: 'a date of the calendar, YYYY-MM-DD',
  schema: { type: 'string', format: 'date' },
  accepts: isDate,
};

/** A day of the calendar, `YYYY-MM-DD`. */
export const IsDate = (description: string) => field(dateRule, description);

/** The last day of a period whose first day is in another field, the period being of at most `days` days. */
export const IsDateFrom = (first: string, days: number, description: string) =>
  field(
    {
      ...dateRule,
      accepts: (value, data) => isDate(value) && (!isDate(data[first]) || isWithin(data[first], value, days)),
      explain: (value) =>
        isDate(value)
          ? `must be ${first} or a later day, at most ${days} days in all`
          : `must be ${dateRule.allowed}`,
    },
    description,
  );

function isDate(value: unknown): value is string {
  return typeof value === 'string' && isCalendarDate(value);
}

function isWithin(first: string, last: string, days: number): boolean {
  const between = (Date.parse(last) - Date.parse(first)) / DAY;
  return between >= 0 && between < days;
}
