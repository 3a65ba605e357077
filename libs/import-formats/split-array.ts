import { isUtf8 } from 'node:buffer';
import { type Entry, ImportFormatError, LONGEST_EVENT, NO_UTF8, TOO_LONG } from './entry.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;

/**
 * Cuts a JSON array into its elements without reading the whole of it: brackets are counted, what is inside strings
 * is passed over. Elements are given as they are written, on one line; whether each is right is for the server to say.
 * @throws ImportFormatError where the array does not end, or something follows it
 */
export async function* splitArray(chunks: AsyncIterable<Buffer>): AsyncGenerator<Entry> {
  let place = 1;
  let depth = 0;
  let ended = false;
  let inString = false;
  let escaped = false;
  let held: Buffer[] = [];
  let length = 0;

  const hold = (bytes: Buffer) => {
    length += bytes.length;
    if (length <= LONGEST_EVENT) held.push(bytes);
    else held = [];
  };
  /** The element just ended; undefined where there is nothing. */
  const finish = (): Entry | undefined => {
    const bytes = Buffer.concat(held);
    const tooLong = length > LONGEST_EVENT;
    held = [];
    length = 0;
    if (tooLong) return { place, fault: TOO_LONG };
    if (!isUtf8(bytes)) return { place, fault: NO_UTF8 };
    const json = bytes
      .toString('utf8')
      .replace(/[\r\n]+/g, ' ')
      .trim();
    return json === '' ? undefined : { place, json };
  };
  const missing = (): Entry => ({ place, fault: 'is missing: there is a comma too many' });

  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (ended) {
        if (byte > SPACE)
          throw new ImportFormatError(`something follows the JSON array of ${place} elements`);
      } else if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) {
        inString = true;
      } else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) {
        if (depth++ === 0) from = at + 1;
      } else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
        if (--depth > 0) continue;
        hold(chunk.subarray(from, at));
        const last = finish() ?? (place > 1 ? missing() : undefined);
        if (last) yield last;
        ended = true;
      } else if (byte === COMMA && depth === 1) {
        hold(chunk.subarray(from, at));
        yield finish() ?? missing();
        place++;
        from = at + 1;
      }
    }
    if (depth > 0) hold(chunk.subarray(from));
  }
  if (!ended)
    throw new ImportFormatError(`the JSON array does not end; its element ${place} is the last begun`);
}
