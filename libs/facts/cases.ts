import { compareEvents, earliest, type Ordered } from './order.js';

/** The event that began a contact or complaint. */
export interface CaseOpening extends Ordered {
  position: number;
}

/** An answer, a transfer, a resolution or a reopening that refers to a case by its id. */
export interface CaseStep extends Ordered {
  position: number;
  kind: 'answered' | 'transferred' | 'resolved' | 'reopened';
  /** Cost of a contact, compensation of a complaint, in ten-thousandths of `currency`. */
  amount: bigint | null;
  currency: string | null;
}

/**
 * Settles everything that was published under one contactId or complaintId: of several openings of one source the
 * earliest counts; a step goes to the opening of its own source, else to the earliest of any.
 * @returns for each opening that counts, by position, its steps in time order
 */
export function resolveCase(
  openings: readonly CaseOpening[],
  steps: readonly CaseStep[],
): Map<number, CaseStep[]> {
  const first = new Map<string, CaseOpening>();
  for (const opening of [...openings].sort(compareEvents)) {
    if (!first.has(opening.source)) first.set(opening.source, opening);
  }
  const resolved = new Map<number, CaseStep[]>([...first.values()].map(({ position }) => [position, []]));
  if (first.size === 0) return resolved;
  const fallback = earliest([...first.values()]);
  for (const step of [...steps].sort(compareEvents)) {
    resolved.get((first.get(step.source) ?? fallback).position)?.push(step);
  }
  return resolved;
}

/**
 * Whether the case was resolved when a step came, for each of its steps: what a reopening needs, and what makes a
 * further resolution one too many.
 * @param steps in time order
 */
export function resolvedBefore(steps: readonly Pick<CaseStep, 'kind'>[]): boolean[] {
  let resolved = false;
  return steps.map(({ kind }) => {
    const before = resolved;
    if (kind === 'resolved') resolved = true;
    else if (kind === 'reopened') resolved = false;
    return before;
  });
}

/**
 * The resolution that counts at an instant: the first one after the last reopening.
 * @param steps in time order
 */
export function countingResolution<Step extends Pick<CaseStep, 'kind' | 'time'>>(
  steps: readonly Step[],
  asOf: number,
): Step | null {
  let resolution: Step | null = null;
  for (const step of steps) {
    if (step.time > asOf) break;
    if (step.kind === 'reopened') resolution = null;
    else if (step.kind === 'resolved') resolution ??= step;
  }
  return resolution;
}
