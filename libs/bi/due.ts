// Times are in milliseconds.

/** The least time from one refresh of the metrics to the next. */
const LEAST_PAUSE = 5_000;
/** A refresh is followed by a pause this many times as long: it takes a twentieth of the time at most. */
const PAUSE_FACTOR = 19;
/** After so long the metrics are worked out anew although nothing has moved: months end. */
const OLDEST = 600_000;
/** A refresh takes the time of answers: it waits until so long nobody has asked for a metric, … */
const QUIET = 2_000;
/** … but not longer than this after the last one. */
const LONGEST_WAIT = 300_000;

/** How the refreshes have gone so far. */
export interface Course {
  /** When the last one ended; null before the first. */
  refreshedAt: number | null;
  pausedUntil: number;
}

/**
 * Whether the metrics are to be worked out anew.
 * @param moved whether anything has changed since the last time
 * @param lastAsked when somebody last asked for a metric
 */
export function isDue(
  { refreshedAt, pausedUntil }: Course,
  { at, moved, lastAsked }: { at: number; moved: boolean; lastAsked: number },
): boolean {
  if (at < pausedUntil) return false;
  if (refreshedAt === null) return true;
  const age = at - refreshedAt;
  if (!moved && age < OLDEST) return false;
  return at - lastAsked >= QUIET || age >= LONGEST_WAIT;
}

/** @param took how long the refresh took; 0 of one that has not ended */
export function pauseAfter(took: number): number {
  return Math.max(LEAST_PAUSE, PAUSE_FACTOR * took);
}
