import type { Calendar } from '../calendar/index.js';

const DATE = /^(\d{4})(?:-(\d\d)(?:-\d\d)?|-Q([1-4])|-W(\d\d))?$/;

/**
 * The period of a label, `2026-11-22`, `2026-W47`, `2026-11`, `2026-Q4`, `2026`.
 * @throws RangeError when it is not a label of this calendar's grain
 */
export function periodNamed(label: string | undefined, calendar: Calendar): number {
  const parts = DATE.exec(label ?? '');
  if (label !== undefined && parts) {
    const [, year, month, quarter, week] = parts;
    // A date inside the period; ISO week 1 holds 4 January.
    const inside = week
      ? new Date(Date.UTC(+year, 0, 4 + 7 * (+week - 1))).toISOString().slice(0, 10)
      : label.length === 10
        ? label
        : `${year}-${month ?? (quarter ? String(3 * +quarter).padStart(2, '0') : '01')}-01`;
    const index = calendar.indexOfDate(inside);
    if (calendar.label(index) === label) return index;
  }
  throw new RangeError(
    `"${label ?? ''}" is not a period such as ${calendar.label(calendar.indexOfDate('2026-11-22'))}`,
  );
}
