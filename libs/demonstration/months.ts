/** Milliseconds. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The months of the demonstration, by number: 0 is 2024-01, 23 is 2025-12. All of them are past. */
export const MONTHS = 24;

/** First instant of a month, UTC, in milliseconds since the epoch; of month 24 the end of the demonstration. */
export function monthStart(month: number): number {
  return Date.UTC(2024, month, 1);
}

/** The month an instant lies in, UTC; below 0 or above 23 outside the demonstration. */
export function monthOf(time: number): number {
  const date = new Date(time);
  return (date.getUTCFullYear() - 2024) * 12 + date.getUTCMonth();
}

/** `2024-01-31`, UTC. */
export function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

export const END = monthStart(MONTHS);

const BY_CALENDAR_MONTH = [0.8, 0.75, 0.9, 0.9, 0.95, 0.95, 0.9, 0.95, 1.35, 1.1, 1.25, 1.6];

/** How much is bought in a month, against the average: the new telephone comes in September, Christmas in December. */
export function season(month: number): number {
  return BY_CALENDAR_MONTH[month % 12];
}
