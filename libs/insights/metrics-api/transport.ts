import type { FieldError } from '../../events/index.js';
import type { RawParameters } from '../answer/question.js';

/** How an answer is wanted. */
export interface Transport {
  format: 'json' | 'csv';
  /** The answer must include the log up to here. */
  minPosition: number | null;
  /** Longest wait for that, in milliseconds. */
  timeout: number;
}

const DEFAULT_TIMEOUT = 5_000;

/** Reads `format`, `minPosition` (a position) and `timeout` (seconds, at most 60; `2.5`, `2.5s` or `2500ms`). */
export function readTransport(raw: RawParameters): Transport | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const { format = 'json', minPosition, timeout } = raw;
  if (format !== 'json' && format !== 'csv') errors.push({ path: 'format', message: 'must be json or csv' });
  const position = readPosition(minPosition);
  if (minPosition !== undefined && position === null) {
    errors.push({ path: 'minPosition', message: 'must be a position, a decimal string such as "1024"' });
  }
  const milliseconds = timeout === undefined ? DEFAULT_TIMEOUT : readDuration(timeout);
  if (milliseconds === null) {
    errors.push({ path: 'timeout', message: 'must be a number of seconds from 0 to 60, such as 5 or 0.5' });
  }
  if (errors.length > 0) return { errors };
  return { format: format as 'json' | 'csv', minPosition: position, timeout: milliseconds as number };
}

/** A position as clients write it; null for anything else. */
export function readPosition(text: unknown): number | null {
  if (typeof text !== 'string' || !/^\d{1,16}$/.test(text)) return null;
  const position = Number(text);
  return Number.isSafeInteger(position) ? position : null;
}

function readDuration(text: unknown): number | null {
  const parts = typeof text === 'string' ? /^(\d{1,5}(?:\.\d{1,3})?)(s|ms)?$/.exec(text) : null;
  if (!parts) return null;
  const milliseconds = Number(parts[1]) * (parts[2] === 'ms' ? 1 : 1_000);
  return milliseconds <= 60_000 ? milliseconds : null;
}
