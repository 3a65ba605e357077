/** What one line, row or element of a file became. */
export type Entry = EventEntry | FaultyEntry;

/** An event, as JSON on one line; whether the catalogue allows it is for the server to say. */
export interface EventEntry {
  /** Where it stands in the file: number of its line, or of its element in a JSON array, from 1. */
  place: number;
  json: string;
}

/** What cannot be turned into an event at all, and why. */
export interface FaultyEntry {
  place: number;
  fault: string;
}

/** Most bytes of one event: what the server takes. */
export const LONGEST_EVENT = 1024 * 1024;
export const TOO_LONG = `is longer than the ${LONGEST_EVENT} bytes allowed`;
export const NO_UTF8 = 'is not valid UTF-8';

/** The file is not of its format as a whole. The message says where. */
export class ImportFormatError extends Error {
  override readonly name = 'ImportFormatError';
}
