import { setTimeout as wait } from 'node:timers/promises';
import { type Problem, unavailable } from '../http/index.js';
import { type EventInput, readInput } from './event-input.js';
import type { Line } from './line-splitter.js';
import { addOutcome, answerOf, emptyOutcome, type Outcome } from './outcome.js';
import { storeProblem } from './store-problem.js';

export interface PublishLinesOptions {
  publish: (inputs: EventInput[]) => Promise<Outcome>;
  /** Aborts when the process is about to stop. */
  signal: AbortSignal;
  /** Milliseconds before each new try of a batch that the store could not take. */
  patience?: readonly number[];
}

const BATCH_EVENTS = 1000;
/** Characters of JSON after which a batch is full before it has its number of events. */
const BATCH_LENGTH = 1024 * 1024;
const PATIENCE = [250, 500, 1000, 2000] as const;

/**
 * Publishes lines as they come: one batch is written while the next is read, so that memory is bounded whatever the
 * number of lines, and the log has them in their order. Events are counted from 0, without blank lines.
 * @throws Problem 503 with `nextIndex` and the counts so far, when the store cannot take more or the process stops:
 *   what lies before `nextIndex` is settled, and the stream may be sent again from there
 */
export async function publishLines(
  lines: AsyncIterable<Line[]>,
  { publish, signal, patience = PATIENCE }: PublishLinesOptions,
): Promise<Outcome> {
  const total = emptyOutcome();
  let settled = 0;
  let writing: Promise<void> = Promise.resolve();
  let batch: EventInput[] = [];
  let length = 0;

  const write = async (inputs: EventInput[]) => {
    addOutcome(total, await withPatience(() => publish(inputs), patience, signal), settled);
    settled += inputs.length;
  };
  const flush = async () => {
    const inputs = batch;
    batch = [];
    length = 0;
    await writing;
    writing = write(inputs);
    // It is awaited with the next batch; until then a failure is not an unhandled one.
    writing.catch(() => undefined);
  };

  try {
    for await (const some of lines) {
      for (const line of some) {
        batch.push(typeof line === 'string' ? readInput(line) : line);
        length += typeof line === 'string' ? line.length : line.content.length;
        if (batch.length >= BATCH_EVENTS || length >= BATCH_LENGTH) await flush();
      }
    }
    if (batch.length > 0) await flush();
    await writing;
  } catch (error) {
    await writing.catch(() => undefined);
    throw storeProblem(error, soFar(total, settled)) ?? error;
  }
  if (signal.aborted) throw stopping(total, settled);
  return total;
}

async function withPatience(
  publish: () => Promise<Outcome>,
  patience: readonly number[],
  signal: AbortSignal,
): Promise<Outcome> {
  for (const pause of patience) {
    try {
      return await publish();
    } catch (error) {
      if (!storeProblem(error) || signal.aborted) throw error;
    }
    await wait(pause, undefined, { signal }).catch(() => undefined);
  }
  return publish();
}

function stopping(total: Outcome, settled: number): Problem {
  return unavailable('this process is about to stop: send it again from nextIndex', 1, soFar(total, settled));
}

function soFar(total: Outcome, nextIndex: number): Record<string, unknown> {
  return { nextIndex, ...answerOf(total) };
}
