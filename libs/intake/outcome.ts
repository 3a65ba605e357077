import type { AppendResult } from '../event-store/index.js';
import type { FieldError } from '../events/index.js';
import { Rejection, type Verdict } from './judge.js';

/** What became of one event that was not newly accepted. */
export type EventResult =
  | { index: number; id: string; status: 'duplicate'; position: number; conflict: boolean }
  | { index: number; id: string | null; status: 'rejected'; errors: FieldError[] };

/** What became of the events of one request. */
export interface Outcome {
  accepted: number;
  duplicates: number;
  rejected: number;
  /** Of the rejected, those that were in order and not for this key. */
  forbidden: number;
  /** The highest position of what was accepted, or is a duplicate of; null when there is none. */
  position: number | null;
  results: EventResult[];
  /** There were more results than are kept. */
  truncated: boolean;
}

/** Most results that an answer lists. */
export const MOST_RESULTS = 1000;

/** An outcome of nothing yet. */
export function emptyOutcome(): Outcome {
  return {
    accepted: 0,
    duplicates: 0,
    rejected: 0,
    forbidden: 0,
    position: null,
    results: [],
    truncated: false,
  };
}

/**
 * Sums up a batch.
 * @param verdicts of every event, in order
 * @param appended what the store said of those that were not rejected, in order
 */
export function summarise(verdicts: readonly Verdict[], appended: readonly AppendResult[]): Outcome {
  const outcome = emptyOutcome();
  let next = 0;
  for (let index = 0; index < verdicts.length; index++) {
    const verdict = verdicts[index];
    if (verdict instanceof Rejection) {
      outcome.rejected++;
      if (verdict.forbidden) outcome.forbidden++;
      note(outcome, { index, id: verdict.id, status: 'rejected', errors: verdict.errors });
      continue;
    }
    const result = appended[next++];
    // Intake appends at any revision, so that a store has no such conflict to speak of.
    if (result.status === 'revision-conflict')
      throw new Error('a revision conflict where none was asked for');
    outcome.position = Math.max(outcome.position ?? 0, result.position);
    if (result.status === 'appended') {
      outcome.accepted++;
    } else {
      outcome.duplicates++;
      const { position, conflict } = result;
      note(outcome, { index, id: verdict.id, status: 'duplicate', position, conflict });
    }
  }
  return outcome;
}

/** Adds what became of a later batch of the same request, whose first event is number `offset`. */
export function addOutcome(total: Outcome, batch: Outcome, offset: number): void {
  total.accepted += batch.accepted;
  total.duplicates += batch.duplicates;
  total.rejected += batch.rejected;
  total.forbidden += batch.forbidden;
  if (batch.position !== null) total.position = Math.max(total.position ?? 0, batch.position);
  for (const result of batch.results) note(total, { ...result, index: result.index + offset });
  total.truncated ||= batch.truncated;
}

function note(outcome: Outcome, result: EventResult): void {
  if (outcome.results.length < MOST_RESULTS) outcome.results.push(result);
  else outcome.truncated = true;
}

/** An outcome as the API answers it: positions are strings outside this process. */
export function answerOf({ accepted, duplicates, rejected, position, results, truncated }: Outcome) {
  return {
    accepted,
    duplicates,
    rejected,
    position: position === null ? null : String(position),
    results: results.map((result) =>
      result.status === 'rejected'
        ? result
        : {
            index: result.index,
            id: result.id,
            status: result.status,
            position: String(result.position),
            ...(result.conflict && { conflict: true }),
          },
    ),
    ...(truncated && { truncated: true }),
  };
}
