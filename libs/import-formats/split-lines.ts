import { isUtf8 } from 'node:buffer';
import { LONGEST_EVENT, NO_UTF8, TOO_LONG } from './entry.js';

/** A line of a file, numbered from 1: its text, or why it has none. */
export type Line = { number: number; text: string } | { number: number; fault: string };

const LINE_FEED = 10;

/**
 * Cuts bytes into lines that end in LF or CR LF, holding no more than one line and a chunk. Blank lines are counted
 * and not given; a byte order mark at the start is passed over.
 *
 * Not `node:readline`: it also breaks lines at U+2028, which JSON may hold, and knows no longest line.
 * @param longest most bytes of a line; a longer one is a fault
 */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  longest = LONGEST_EVENT,
): AsyncGenerator<Line> {
  let number = 0;
  let held: Buffer[] = [];
  let length = 0;

  const hold = (bytes: Buffer) => {
    length += bytes.length;
    if (length <= longest) held.push(bytes);
    else held = [];
  };
  const finish = (): Line | undefined => {
    const bytes = held.length === 1 ? held[0] : Buffer.concat(held);
    const tooLong = length > longest;
    held = [];
    length = 0;
    number++;
    if (tooLong) return { number, fault: TOO_LONG };
    if (!isUtf8(bytes)) return { number, fault: NO_UTF8 };
    const text = bytes.toString('utf8').replace(/\r$/, '');
    const bare = number === 1 ? text.replace(/^\ufeff/, '') : text;
    return bare.trim() === '' ? undefined : { number, text: bare };
  };

  for await (const chunk of chunks) {
    let from = 0;
    for (let feed = chunk.indexOf(LINE_FEED); feed >= 0; feed = chunk.indexOf(LINE_FEED, from)) {
      hold(chunk.subarray(from, feed));
      from = feed + 1;
      const line = finish();
      if (line) yield line;
    }
    hold(chunk.subarray(from));
  }
  const last = finish();
  if (last) yield last;
}
