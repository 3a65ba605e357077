import { badRequest } from '../http/index.js';

/** What `If-Match` asks for: any of these entity tags, or that there is something at all. */
export type IfMatch = '*' | readonly string[];

const TAG = /(?:W\/)?"[\x21\x23-\x7e]*"/;
const TAGS = new RegExp(`^${TAG.source}(?:\\s*,\\s*${TAG.source})*$`);

/**
 * Reads `If-Match` (RFC 9110, section 13.1.1).
 * @returns null when it was not sent
 * @throws Problem 400 for what is no entity tag
 */
export function readIfMatch(header: string | undefined): IfMatch | null {
  if (header === undefined) return null;
  if (header === '*') return '*';
  if (!TAGS.test(header)) throw badRequest('If-Match', 'must be an ETag of the complaint such as "3", or *');
  return header.match(new RegExp(TAG, 'g')) as string[];
}

/** The entity tag of a stream's revision. */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}

/** Whether a stream stands where `If-Match` wants it. Weak tags match nothing, as the RFC has it. */
export function isMatch(wanted: IfMatch, revision: number | null): boolean {
  return revision !== null && (wanted === '*' || wanted.includes(etagOf(revision)));
}
