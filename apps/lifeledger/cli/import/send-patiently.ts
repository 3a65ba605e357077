import { setTimeout as pause } from 'node:timers/promises';
import { ApiError, type Client, type PublishAnswer, ServerAway } from '../../../../libs/client/index.js';

export interface Patience {
  /** Milliseconds without any event settled after which to give up. */
  giveUpAfter: number;
  /** Milliseconds before the first new try when there was no answer; each further pause is twice as long. */
  firstPause: number;
}

export interface SendOptions {
  patience: Patience;
  signal: AbortSignal;
  /** Told once for each time that there is something to wait for. */
  note: (line: string) => void;
  /**
   * What became of a part of the lines.
   * @param offset index of the part's first line
   * @param again whether the part had been sent before, and it is not known what became of it
   */
  settled: (answer: PublishAnswer, offset: number, again: boolean) => void;
}

const LONGEST_PAUSE = 10_000;
const LONGEST_RETRY_AFTER = 30;
/** The server, or a proxy before it, cannot take it now. */
const BUSY = new Set([429, 502, 503, 504]);

/**
 * Publishes lines until all of them are settled: waits as long as a busy server says, and with growing pauses for
 * one that has gone away. Sending again is safe, because events are known by their identity.
 * @throws ApiError for what waiting does not cure; the last error once the patience is over
 */
export async function sendPatiently(
  client: Client,
  lines: readonly string[],
  { patience, signal, note, settled }: SendOptions,
): Promise<void> {
  let offset = 0;
  let again = false;
  let since = Date.now();
  let tries = 0;
  for (;;) {
    try {
      settled(await client.publish(offset === 0 ? lines : lines.slice(offset), signal), offset, again);
      return;
    } catch (error) {
      const busy = error instanceof ApiError && BUSY.has(error.status);
      if (!busy && !(error instanceof ServerAway)) throw error;
      if (busy && error.settled && error.settled.nextIndex > 0) {
        settled(error.settled, offset, again);
        offset += error.settled.nextIndex;
        since = Date.now();
        tries = 0;
      }
      again = true;
      if (offset >= lines.length) return;
      const wait = busy
        ? 1_000 * Math.min(error.retryAfter ?? 1, LONGEST_RETRY_AFTER)
        : Math.min(patience.firstPause * 2 ** tries, LONGEST_PAUSE);
      if (Date.now() + wait - since > patience.giveUpAfter) throw error;
      if (tries++ === 0) note(`${(error as Error).message}: waiting, then going on`);
      await pause(wait, undefined, { signal });
    }
  }
}
