import { LONGEST_SESSION_DAYS } from './session-service.js';

const NAME = 'lifeledger_session';
const COOKIE = new RegExp(`(?:^|;\\s*)${NAME}=([A-Za-z0-9_-]{43})(?:;|$)`);
const LONGEST_SECONDS = LONGEST_SESSION_DAYS * 24 * 3600;

/** The session's token in a `Cookie` header; undefined without one. */
export function tokenOfCookie(header: string | undefined): string | undefined {
  return header === undefined ? undefined : COOKIE.exec(header)?.[1];
}

/**
 * The `Set-Cookie` that begins a session. It may outlive the session: when that ends is the server's to say.
 * @param secure whether the page was loaded by https
 */
export function cookieOf(token: string, secure: boolean): string {
  return attributes(`${NAME}=${token}; Max-Age=${LONGEST_SECONDS}`, secure);
}

/** The `Set-Cookie` that takes the session's cookie away. */
export function noCookie(secure: boolean): string {
  return attributes(`${NAME}=; Max-Age=0`, secure);
}

function attributes(cookie: string, secure: boolean): string {
  return `${cookie}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}
