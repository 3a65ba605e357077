import { badRequest } from './problem.js';

/**
 * U+0000 is in no text that the log or PostgreSQL keeps: nothing can be asked for by it.
 * @param url path and query as they came, still encoded
 * @throws Problem 400 naming the parameter; an empty name for the path
 */
export function refuseNul(url: string): void {
  if (!url.includes('%00')) return;
  const end = url.indexOf('?');
  const path = end === -1 ? url : url.slice(0, end);
  const query = end === -1 ? '' : url.slice(end + 1);
  if (path.includes('%00')) throw badRequest('', 'the path must not hold U+0000');
  for (const [name, value] of new URLSearchParams(query)) {
    if (`${name}${value}`.includes('\u0000')) throw badRequest(name, 'must not hold U+0000');
  }
}
