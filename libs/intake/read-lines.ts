import type { Readable } from 'node:stream';
import { type Line, LineSplitter } from './line-splitter.js';

/**
 * The lines of a stream, as many as each chunk of it brings; no more is read while they are worked on. Ends early,
 * without the unfinished line, when the signal aborts. A stream left early goes on unread and is not destroyed, so
 * that its sender can be answered.
 * @throws the stream's error: an unfinished line of a connection that broke is never taken for an event
 */
export async function* readLines(
  stream: Readable,
  longest: number,
  signal: AbortSignal,
): AsyncGenerator<Line[]> {
  const splitter = new LineSplitter(longest);
  const chunks = stream.iterator({ destroyOnReturn: false });
  let wake: () => void = () => undefined;
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      // One promise for each chunk: racing against one that lives long would hold on to every chunk's.
      const chunk = await new Promise<IteratorResult<Buffer> | undefined>((resolve, reject) => {
        wake = () => resolve(undefined);
        chunks.next().then(resolve, reject);
      });
      if (chunk === undefined) return;
      if (chunk.done) {
        yield splitter.end();
        return;
      }
      yield splitter.push(chunk.value);
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
