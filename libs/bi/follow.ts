import { setTimeout as pause } from 'node:timers/promises';
import type { BiViews } from './bi-views.js';
import { isHeld } from './define.js';
import { type Course, isDue, pauseAfter } from './due.js';

/** How often to look whether anything has moved, in milliseconds. */
const LOOK_EVERY = 1_000;

/**
 * Keeps the views up with the projection until the signal aborts.
 * @param report gets a line when something fails
 * @param lastAsked when this process was last asked for a metric
 */
export async function followProjection(
  views: BiViews,
  signal: AbortSignal,
  report: (line: string) => void,
  lastAsked: () => number,
): Promise<void> {
  /** The generation that the detail views read. */
  let pointedTo = 0;
  /** What the rows of the metrics were worked out from. */
  let refreshed = '';
  const course: Course = { refreshedAt: null, pausedUntil: 0 };
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
    if (!isDue(course, { at: began, moved: state(now) !== refreshed, lastAsked: lastAsked() })) return;
    // A refresh that fails is paused after as well.
    course.pausedUntil = began + pauseAfter(0);
    const of = await views.refresh(signal).catch(unlessHeld);
    if (!of) return;
    refreshed = state(of);
    course.refreshedAt = Date.now();
    course.pausedUntil = course.refreshedAt + pauseAfter(course.refreshedAt - began);
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
