import { type Case, countingResolution, resolvedBefore, type Step } from '../facts/index.js';

/** A step of a case, with the time it took from the opening. */
export interface Reached {
  position: number;
  /** Never before the opening. */
  time: number;
  /** Microseconds since the opening, from 0. */
  after: number;
}

/** What became of a contact or complaint, of the steps that are seen. */
export interface Course {
  /** The first answer; where there is none, the first resolution. */
  answer: Reached | null;
  /** The first resolution after the last reopening. */
  resolution: Reached | null;
  transfers: Step[];
  /** Those that found the case resolved. */
  reopenings: Step[];
}

/** A step dated before its case counts at the opening. */
export function courseOf({ time, steps }: Case): Course {
  const first = (kind: Step['kind']) => steps.find((step) => step.kind === kind);
  const reached = (step: Step | null | undefined): Reached | null =>
    step
      ? {
          position: step.position,
          time: Math.max(step.time, time),
          after: Math.max(step.time - time, 0),
        }
      : null;
  const resolved = resolvedBefore(steps);
  return {
    answer: reached(first('answered') ?? first('resolved')),
    resolution: reached(countingResolution(steps, Number.POSITIVE_INFINITY)),
    transfers: steps.filter(({ kind }) => kind === 'transferred'),
    reopenings: steps.filter(({ kind }, i) => kind === 'reopened' && resolved[i]),
  };
}
