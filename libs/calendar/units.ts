/** A minute in microseconds. */
export const MINUTE = 60_000_000;

/** 24 hours in microseconds: a day of a window or horizon (a day of the calendar may be shorter or longer). */
export const DAY = 86_400_000_000;
