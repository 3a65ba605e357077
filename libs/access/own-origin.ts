import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../http/index.js';

/**
 * The origin of the page a request comes from, when that page is of this server: its host and port are those the
 * request names as `Host`. The scheme may be either, as TLS ends at the proxy in front.
 *
 * Browsers send `Origin` with every request that is not GET or HEAD. SameSite alone would let in pages of another port
 * of the same host, which browsers count as the same site.
 */
export function ownOrigin({ origin, host }: IncomingHttpHeaders): URL | undefined {
  if (origin === undefined || !URL.canParse(origin)) return undefined;
  const from = new URL(origin);
  if (!/^https?:$/.test(from.protocol) || !URL.canParse(`${from.protocol}//${host}`)) return undefined;
  return new URL(`${from.protocol}//${host}`).host === from.host ? from : undefined;
}

/** 403: the request comes from a page of elsewhere. */
export function otherOrigin(): Problem {
  return new Problem(
    403,
    'Origin must be that of this server: with the cookie of a session, only its own pages may write',
  );
}
