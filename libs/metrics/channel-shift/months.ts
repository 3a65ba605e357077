import { type Calendar, isDate } from '../../calendar/index.js';
import type { OwnParameter } from '../own-parameter.js';

/** Whole months of each side when the question names none. */
const USUAL = 6;
const MONTHS = /^(\d{4}-\d\d)\.\.(\d{4}-\d\d)$/;

/** Months by their ordinals, both inclusive. */
export interface Months {
  first: number;
  last: number;
}

/**
 * Reads `2025-01..2025-06`.
 * @throws RangeError when it is no such range
 */
export function monthsNamed(text: string, months: Calendar): Months {
  const [, first, last] = MONTHS.exec(text) ?? [];
  if (!isMonth(first) || !isMonth(last) || first > last) throw new RangeError(`"${text}" ${ALLOWED}`);
  return { first: months.indexOfDate(`${first}-01`), last: months.indexOfDate(`${last}-01`) };
}

const ALLOWED = 'must be months such as 2025-01..2025-06, the earlier one first';

function isMonth(text: string | undefined): text is string {
  return text !== undefined && isDate(`${text}-01`);
}

function textOf({ first, last }: Months, months: Calendar): string {
  return `${months.label(first)}..${months.label(last)}`;
}

function parameter(name: string, description: string, standardAt: OwnParameter['standardAt']): OwnParameter {
  return {
    name,
    description,
    schema: {
      type: 'string',
      pattern: String.raw`^\d{4}-\d\d\.\.\d{4}-\d\d$`,
      examples: ['2025-01..2025-06'],
    },
    standard: null,
    shapes: 'rows',
    standardAt,
    check: (value) => {
      const [, first, last] = MONTHS.exec(value) ?? [];
      return isMonth(first) && isMonth(last) && first <= last ? null : ALLOWED;
    },
  };
}

/** `after` before `before`, whose standard value depends on it. */
export const AFTER = parameter(
  'after',
  'Months that are compared, both inclusive; default the last six that are over',
  ({ calendar, asOf }) => {
    const last = calendar.indexOf(asOf) - 1;
    return textOf({ first: last - USUAL + 1, last }, calendar);
  },
);

export const BEFORE = parameter(
  'before',
  'Months they are compared with, both inclusive; default as many, right before those of after',
  ({ calendar, own }) => {
    const after = monthsNamed(own.after as string, calendar);
    const last = after.first - 1;
    return textOf({ first: last - (after.last - after.first), last }, calendar);
  },
);
