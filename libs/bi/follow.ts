import { setTimeout as pause } from 'node:timers/promises';
import type { BiViews } from './bi-views.js';
import { isHeld } from './define.js';

/** How often to look whether anything has moved, in milliseconds. */
const LOOK_EVERY = 1_000;
/** The least time from one refresh of the metrics to the next, in milliseconds. */
const LEAST_PAUSE = 5_000;
/** A refresh is followed by a pause this many times as long: it takes a tenth of the time at most. */
const PAUSE_FACTOR = 9;
/** After so long the metrics are worked out anew although nothing has moved: months end. Milliseconds. */
const OLDEST = 600_000;

/** Keeps the views up with the projection until the signal aborts. @param report gets a line when something fails */
export async function followProjection(
  views: BiViews,
  signal: AbortSignal,
  report: (line: string) => void,
): Promise<void> {
  /** The generation that the detail views read. */
  let pointedTo = 0;
  /** What the rows of the metrics were worked out from, and when. */
  let refreshed = '';
  let refreshedAt = 0;
  let pauseUntil = 0;
  let reported = '';

  const look = async (): Promise<void> => {
    const now = await views.standing();
    if (!now) return;
    if (now.generation !== pointedTo) {
      // While somebody reads one of them, the metrics go on without them.
      pointedTo = (await views.pointDetails().catch(unlessHeld)) ?? 0;
    }
    const state = (at: typeof now) => `${at.generation} ${at.changes} ${at.failed}`;
    const began = Date.now();
    if (began < pauseUntil || (state(now) === refreshed && began - refreshedAt < OLDEST)) return;
    // A refresh that fails is paused after as well.
    pauseUntil = began + LEAST_PAUSE;
    const of = await views.refresh(signal).catch(unlessHeld);
    if (!of) return;
    refreshed = state(of);
    refreshedAt = Date.now();
    pauseUntil = refreshedAt + Math.max(LEAST_PAUSE, PAUSE_FACTOR * (refreshedAt - began));
  };

  while (!signal.aborted) {
    await look().then(
      () => {
        reported = '';
      },
      (error: Error) => {
        if (signal.aborted || error.message === reported) return;
        reported = error.message;
        report(`the views for BI tools are behind: ${error.message}; trying again`);
      },
    );
    await pause(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
  }
}

/** Somebody reads a view that must change: the next look may find it free. */
function unlessHeld(error: unknown): null {
  if (isHeld(error)) return null;
  throw error;
}
