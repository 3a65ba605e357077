import { join } from 'node:path';

/** Where the link of the very first start is kept when nobody is there to read it. */
export function signInLinkFile(dataDir: string): string {
  return join(dataDir, 'sign-in-link');
}

/**
 * The link that signs a browser in. Its token travels in the fragment, which browsers send to nobody.
 * @param url of the server; one that listens on every address is called by this machine's own
 */
export function signInLink(url: string, token: string): string {
  const { protocol, hostname, port } = new URL(url);
  const host = ['0.0.0.0', '[::]'].includes(hostname) ? '127.0.0.1' : hostname;
  return `${protocol}//${host}${port && `:${port}`}/#token=${token}`;
}
