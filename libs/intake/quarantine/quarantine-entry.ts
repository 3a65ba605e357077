import { createHash } from 'node:crypto';
import { type FieldError, isJsonObject } from '../../events/index.js';
import { contentOf, type EventInput, isRead, LONGEST_EVENT } from '../event-input.js';

/** What is kept of one rejected content. */
export interface QuarantineEntry {
  /** SHA-256 of the content, and of its length where only the first part is kept. */
  hash: Buffer;
  content: Buffer;
  contentLength: number;
  source: string | null;
  eventId: string | null;
  type: string | null;
  subject: string | null;
  errors: readonly FieldError[];
  /** How often this request sent it. */
  times: number;
}

const UNSTORABLE = /[\0\p{Surrogate}]/u;

/** What to keep of an input that was rejected. */
export function quarantineEntry(input: EventInput, errors: readonly FieldError[]): QuarantineEntry {
  const whole = contentOf(input);
  const contentLength = isRead(input) ? whole.length : input.contentLength;
  const content = whole.subarray(0, LONGEST_EVENT);
  const hash = createHash('sha256').update(content);
  if (contentLength > content.length) hash.update(` ${contentLength}`);
  const event = isRead(input) && isJsonObject(input.value) ? input.value : {};
  return {
    hash: hash.digest(),
    content,
    contentLength,
    source: attribute(event.source),
    eventId: attribute(event.id),
    type: attribute(event.type),
    subject: attribute(event.subject),
    errors,
    times: 1,
  };
}

/** Entries of equal content as one. */
export function oncePerContent(entries: readonly QuarantineEntry[]): QuarantineEntry[] {
  const byHash = new Map<string, QuarantineEntry>();
  for (const entry of entries) {
    const key = entry.hash.toString('base64');
    const known = byHash.get(key);
    byHash.set(key, { ...entry, times: (known?.times ?? 0) + entry.times });
  }
  // In one order everywhere, so that two requests that write the same rows do not wait for each other in a circle.
  return [...byHash.values()].sort((a, b) => Buffer.compare(a.hash, b.hash));
}

/** An attribute to find it by, where it is one that a column can hold. */
function attribute(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 200 && !UNSTORABLE.test(value) ? value : null;
}
