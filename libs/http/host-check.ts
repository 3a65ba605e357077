import { Problem } from './problem.js';

const LOOPBACK_ADDRESS = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i;
const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * On loopback a web page of any origin can reach the server through a name it points there (DNS rebinding);
 * the browser then sends that name as `Host`. So a server bound to loopback answers to loopback's names only.
 *
 * @param boundTo the address the server listens on; on any other than loopback nothing is checked
 * @returns a check of one `Host` header that throws a 421 Problem
 */
export function hostCheck(boundTo: string): (host: string | undefined) => void {
  if (!LOOPBACK_ADDRESS.test(boundTo)) return () => undefined;
  return (host) => {
    if (host !== undefined && LOOPBACK_HOST.test(host)) return;
    throw new Problem(
      421,
      'Host must be localhost, 127.0.0.1 or [::1]: this server listens on loopback only',
    );
  };
}
