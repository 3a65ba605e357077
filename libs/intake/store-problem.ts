import { StoreBusy } from '../event-store/index.js';
import { isDatabaseAway, type Problem, unavailable } from '../http/index.js';

const AWAY_SECONDS = 2;

/**
 * The 503 for a store that could not take a batch now; undefined for an error that is none of this kind.
 * Sending again is safe in both cases: what was written all the same is known by its identity.
 */
export function storeProblem(error: unknown, members?: Record<string, unknown>): Problem | undefined {
  if (error instanceof StoreBusy) {
    const detail =
      'more is waiting to be written than the log can take: send it again, what was accepted is known';
    return unavailable(detail, error.retryAfterSeconds, members);
  }
  if (!isDatabaseAway(error)) return undefined;
  return unavailable(
    'the log cannot be reached: send it again, what was accepted is known',
    AWAY_SECONDS,
    members,
  );
}
