/** What loads where the answer is a page: the defaults of Helmet, but for the switch to HTTPS. */
const POLICY = [
  "default-src 'self'",
  "base-uri 'self'",
  "font-src 'self' https: data:",
  "form-action 'self'",
  "frame-ancestors 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "script-src 'self'",
  "script-src-attr 'none'",
  "style-src 'self' https: 'unsafe-inline'",
].join(';');

/**
 * Headers of every answer that is made here, as Nest's `useSecurityHeaders` and Helmet have them. They are set as Fastify's, which are
 * written all at once; those two set each on the raw response, which costs a single event a twentieth of its time.
 * Strict-Transport-Security is missing: plain HTTP on one's own machine is ordinary here, and TLS is the business of
 * what stands in front.
 */
export const SECURITY_HEADERS = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
