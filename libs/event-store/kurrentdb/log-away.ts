import { setTimeout as wait } from 'node:timers/promises';
import {
  CancelledError,
  convertToCommandError,
  DeadlineExceededError,
  NotLeaderError,
  TimeoutError,
  UnavailableError,
} from '@eventstore/db-client';

/**
 * KurrentDB cannot be reached, has no leader or does not answer in time. Its code is the one Node gives a network that
 * does the like, by which the rest of the system knows that trying again may help.
 */
export class LogAway extends Error {
  override readonly name = 'LogAway';

  constructor(
    readonly code: 'ECONNRESET' | 'ETIMEDOUT',
    cause: Error,
  ) {
    super(`KurrentDB is away: ${cause.message}`, { cause });
  }
}

/** An error of a call as what it means here. */
export function meaningOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof LogAway) return error;
  const known = convertToCommandError(error);
  if (known instanceof DeadlineExceededError || known instanceof TimeoutError)
    return new LogAway('ETIMEDOUT', known);
  if (
    known instanceof UnavailableError ||
    known instanceof CancelledError ||
    known instanceof NotLeaderError ||
    /** What the client says when no node of a cluster answers has no class of its own. */
    known.message.startsWith('Failed to discover')
  )
    return new LogAway('ECONNRESET', known);
  return known;
}

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 5_000;

/** Pauses that grow from 50 ms to 5 s, until so many milliseconds have passed or the signal aborts. */
export class GrowingPauses {
  private readonly end: number;
  private next = FIRST_PAUSE;

  constructor(
    milliseconds: number,
    private readonly signal?: AbortSignal,
  ) {
    this.end = Date.now() + milliseconds;
  }

  /** @throws what it is given, when there is no time left for a pause, or trying again does not help */
  async after(error: unknown): Promise<void> {
    const meaning = meaningOf(error);
    if (!(meaning instanceof LogAway) || this.signal?.aborted || Date.now() + this.next > this.end)
      throw meaning;
    await this.pause();
  }

  /** Ends early when the signal aborts. */
  async pause(): Promise<void> {
    await wait(this.next, undefined, { signal: this.signal }).catch(() => undefined);
    this.next = Math.min(this.next * 2, LONGEST_PAUSE);
  }

  /** After a success the next pause is a short one again. */
  begin(): void {
    this.next = FIRST_PAUSE;
  }
}

/** Tries again, with growing pauses, what fails because KurrentDB is away. Rides out the choice of a new leader. */
export async function persistently<T>(work: () => Promise<T>, milliseconds = 5_000): Promise<T> {
  const pauses = new GrowingPauses(milliseconds);
  for (;;) {
    try {
      return await work();
    } catch (error) {
      await pauses.after(error);
    }
  }
}
