/**
 * One server with the demonstration data for all tests in the browser: the one at BROWSER_TEST_URL, whose admin key is
 * BROWSER_TEST_KEY, else one that is started for the run, with an embedded PostgreSQL of its own.
 */
import '../jest/typescript.mjs';

export default async function startDemonstration() {
  // Said before minutes have gone into loading data.
  const { chromiumPath } = await import('./support/chromium-path.ts');
  chromiumPath();
  if (process.env.BROWSER_TEST_URL) return;
  const { startServer } = await import('./support/server.ts');
  const server = await startServer({ demonstration: true });
  process.env.BROWSER_TEST_URL = server.url;
  process.env.BROWSER_TEST_KEY = server.key;
  globalThis.lifeledgerDemonstration = server;
}
