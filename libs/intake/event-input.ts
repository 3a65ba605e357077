import { parseJson, stringifyJson } from '../events/index.js';

/** An event as it came, before anybody has looked whether it is one. */
export type EventInput = ReadInput | UnreadableInput;

/** JSON that could be read. */
export interface ReadInput {
  value: unknown;
  /** What `parseJson` said of the text. */
  suspicious: boolean;
}

/** Bytes that stand where an event should, and are none. */
export interface UnreadableInput {
  /** Why, for the publisher. */
  fault: string;
  /** What came; of something too long the first part. */
  content: Buffer;
  /** Bytes of the whole. */
  contentLength: number;
}

/**
 * Longest event, in bytes of its JSON: of one line, one body, one element of a batch. A line may be a little longer,
 * for the attributes that an export adds to what was published.
 */
export const LONGEST_EVENT = 1024 * 1024;
export const LONGEST_LINE = LONGEST_EVENT + 4096;

export const TOO_LONG = 'must be at most 1 MiB of JSON';

/** Reads one JSON text; what is no JSON becomes an input that says so. */
export function readInput(text: string): EventInput {
  try {
    return parseJson(text);
  } catch (error) {
    const content = Buffer.from(text);
    return { fault: `is no JSON: ${(error as Error).message}`, content, contentLength: content.length };
  }
}

/** The bytes an input is kept as: those that came, or the same JSON written without white space. */
export function contentOf(input: EventInput): Buffer {
  return 'content' in input ? input.content : Buffer.from(stringifyJson(input.value) ?? 'null');
}

/** Whether an input is JSON that was read. */
export function isRead(input: EventInput): input is ReadInput {
  return !('content' in input);
}
