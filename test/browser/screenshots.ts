import { mkdir, rm } from 'node:fs/promises';
import { launchBrowser, show, signedIn } from './support/browser.js';
import { startServer } from './support/server.js';

/**
 * `npm run screenshots`: a picture of each page on the demonstration data, in docs/screenshots. Of the server at
 * BROWSER_TEST_URL, whose admin key is BROWSER_TEST_KEY, else of one that is started for it.
 */
const FOLDER = 'docs/screenshots';
const WIDE = { viewport: { width: 1440, height: 1000 }, colorScheme: 'light' } as const;
const DARK = { ...WIDE, colorScheme: 'dark' } as const;
const NARROW = { ...WIDE, viewport: { width: 360, height: 800 } };

const PICTURES = [
  { name: 'overview', path: '/' },
  { name: 'cohorts', path: '/cohorts' },
  { name: 'lifecycle', path: '/lifecycle?to=2026-01-01' },
  { name: 'acquisition', path: '/acquisition' },
  { name: 'channels', path: '/channels?before=2024-01..2024-06&after=2025-07..2025-12' },
  { name: 'experience', path: '/experience' },
  { name: 'impact', path: '/impact?factor=answered&landmark=7' },
  { name: 'customer', path: '/customers?id=fernruf-customer-039944' },
  { name: 'system', path: '/system' },
  { name: 'overview-dark', path: '/', options: DARK },
  { name: 'overview-narrow', path: '/', options: NARROW },
];

const { BROWSER_TEST_URL: url, BROWSER_TEST_KEY: key = '' } = process.env;
const own = url ? undefined : await startServer({ demonstration: true });
const server = own ?? { url: url as string, key };
const browser = await launchBrowser();
try {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  for (const { name, path, options = WIDE } of PICTURES) {
    const { page, close } = await signedIn(browser, options, server);
    await show(page, path, server.url);
    await page.screenshot({ path: `${FOLDER}/${name}.png` });
    await close();
  }
} finally {
  await browser.close();
  await own?.remove();
}
