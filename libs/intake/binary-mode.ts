import type { IncomingMessage } from 'node:http';
import { badRequest } from '../http/index.js';

const PREFIX = 'ce-';

/** Whether a request carries an event in CloudEvents' binary mode: attributes in headers, `data` in the body. */
export function isBinaryMode({ headers }: IncomingMessage): boolean {
  return (
    headers['ce-specversion'] !== undefined ||
    headers['ce-type'] !== undefined ||
    headers['ce-id'] !== undefined ||
    headers['ce-source'] !== undefined
  );
}

/**
 * The attributes in the `ce-*` headers, percent-decoded (CloudEvents HTTP binding 1.0.2, section 3.1.3).
 * @throws Problem 400 with the header's name for one given twice, or one that does not decode to UTF-8
 */
export function binaryAttributes(request: IncomingMessage): Record<string, string> {
  // Without a prototype, so that an attribute of any name is an ordinary one.
  const attributes: Record<string, string> = Object.create(null);
  for (const [header, values] of Object.entries(request.headersDistinct)) {
    if (!header.startsWith(PREFIX) || values === undefined) continue;
    if (values.length > 1) throw badRequest(header, 'must be given once');
    const name = header.slice(PREFIX.length);
    if (name === 'data' || name === 'datacontenttype') {
      throw badRequest(header, 'must be left out: the body is data, Content-Type its type');
    }
    attributes[name] = decoded(header, values[0]);
  }
  return attributes;
}

function decoded(header: string, value: string): string {
  if (!/^[\t\x20-\x7e]*$/.test(value)) {
    throw badRequest(header, 'must have characters beyond printable ASCII percent-encoded as UTF-8');
  }
  const unquoted = /^".*"$/.test(value) ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
  if (!unquoted.includes('%')) return unquoted;
  try {
    return decodeURIComponent(unquoted);
  } catch {
    throw badRequest(header, 'must be valid percent-encoding of UTF-8');
  }
}
