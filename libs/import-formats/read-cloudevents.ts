import { type Entry, ImportFormatError } from './entry.js';
import { splitArray } from './split-array.js';
import { splitLines } from './split-lines.js';

/** Whether a file's first bytes begin a JSON array. */
export function isJsonArray(start: Buffer): boolean {
  return /^\ufeff?\s*\[/.test(start.toString('utf8'));
}

/**
 * CloudEvents, as they are written: one on each line (NDJSON), or a JSON array of them.
 * @param start the file's first bytes, by which the two are told apart
 * @throws ImportFormatError for an array that does not end, and for JSON over several lines that is no array
 */
export async function* readCloudEvents(chunks: AsyncIterable<Buffer>, start: Buffer): AsyncGenerator<Entry> {
  if (isJsonArray(start)) {
    yield* splitArray(chunks);
    return;
  }
  for await (const line of splitLines(chunks)) {
    if ('fault' in line) {
      yield { place: line.number, fault: line.fault };
      continue;
    }
    if (line.text.trim() === '{') {
      throw new ImportFormatError(
        `line ${line.number} is only "{": each event must be on one line, or all of them in a JSON array`,
      );
    }
    yield { place: line.number, json: line.text };
  }
}
