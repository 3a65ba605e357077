import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, as 43 characters that are safe in headers, cookies and URLs. */
export function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text can be what {@link makeSecret} made. */
export function looksLikeSecret(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}

/**
 * What is stored of a secret. A plain SHA-256 is right here: it is slow hashes that passwords need, because they can
 * be guessed; 256 random bits cannot, and a slow hash for each request would only slow down the requests.
 */
export function hashOfSecret(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** Whether a text is the one whose hash is stored; takes as long whichever byte differs. */
export function isSecret(text: string, stored: Buffer): boolean {
  return timingSafeEqual(hashOfSecret(text), stored);
}
