import { isUtf8 } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

/** The length a request announces in bytes; undefined when it does not say. */
export function announcedLength({ headers }: FastifyRequest): number | undefined {
  const header = headers['content-length'];
  return header === undefined ? undefined : Number(header);
}

function tooLarge(limit: number): Problem {
  return new Problem(413, `the body is larger than the ${limit} bytes allowed here`);
}

/** @throws Problem 413 when a request announces more than a limit in bytes: known before a byte is read */
export function checkAnnouncedLength(request: FastifyRequest, limit: number): void {
  if ((announcedLength(request) ?? 0) > limit) throw tooLarge(limit);
}

/**
 * Reads the whole body. Bodies reach the handlers unread, so that nothing is read before the guards have spoken.
 * @param limit most bytes
 * @param onBytes told of each piece's bytes as it comes; what it throws ends the reading
 * @throws Problem 413 beyond the limit
 */
export function readBody(
  request: FastifyRequest,
  limit: number,
  onBytes?: (bytes: number) => void,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    checkAnnouncedLength(request, limit);
    const stream = request.raw;
    // A short body has come with its head: then there is nothing to wait for.
    const whole = stream.complete && stream.readableLength <= limit ? (stream.read() as Buffer | null) : null;
    if (whole) {
      onBytes?.(whole.length);
      return resolve(whole);
    }
    const pieces: Buffer[] = [];
    let length = 0;
    const stop = (error: Error) => {
      stream.off('data', take);
      // What still comes is thrown away, so that the sender gets to read the answer.
      stream.resume();
      reject(error);
    };
    const take = (piece: Buffer) => {
      length += piece.length;
      if (length > limit) return stop(tooLarge(limit));
      try {
        onBytes?.(piece.length);
      } catch (error) {
        return stop(error as Error);
      }
      pieces.push(piece);
    };
    stream.on('data', take);
    stream.once('end', () => resolve(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces, length)));
    const broken = () => stop(new Problem(400, 'the connection closed before the body was complete'));
    stream.once('error', broken);
    stream.once('aborted', broken);
    if (stream.readableEnded) resolve(Buffer.alloc(0));
  });
}

/**
 * Bytes as text; a byte order mark at the start is passed over.
 * @throws Problem 400 when they are no UTF-8
 */
export function utf8Text(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new Problem(400, 'the body is not valid UTF-8');
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
