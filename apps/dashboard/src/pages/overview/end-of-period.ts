/** The date on which the period after this one begins: `2025-03` → `2025-04-01`. */
export function endOfPeriod(label: string): string {
  const [year, part] = label.split('-');
  if (part === undefined) return date(Number(year) + 1, 0, 1);
  if (part.startsWith('Q')) return date(Number(year), 3 * Number(part.slice(1)), 1);
  if (part.startsWith('W'))
    return date(Number(year), 0, mondayOfFirstWeek(Number(year)) + 7 * Number(part.slice(1)));
  const [, , day] = label.split('-');
  return day === undefined
    ? date(Number(year), Number(part), 1)
    : date(Number(year), Number(part) - 1, Number(day) + 1);
}

/** Day of January, maybe below 1: the ISO week that holds the 4th is the first. */
function mondayOfFirstWeek(year: number): number {
  const weekday = new Date(Date.UTC(year, 0, 4)).getUTCDay() || 7;
  return 4 - (weekday - 1);
}

function date(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
}
