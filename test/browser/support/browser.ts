import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { chromiumPath } from './chromium-path.js';

/** The server with the demonstration data. */
export const URL = process.env.BROWSER_TEST_URL as string;
export const KEY = process.env.BROWSER_TEST_KEY as string;

/** Milliseconds a page may take until something is to be seen: a question over all customers takes seconds. */
const PATIENCE = 45_000;

export function launchBrowser(): Promise<Browser> {
  // Root, who runs in containers, cannot have Chromium's own sandbox.
  return chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
}

/** A window of a reader of its own, and what the page complained of in it. */
export interface Reader {
  page: Page;
  /** Errors of scripts and of the console, the policy's refusals among them; and requests to anywhere but the server. */
  complaints: string[];
  close(): Promise<void>;
}

export async function openReader(browser: Browser, options: BrowserContextOptions = {}): Promise<Reader> {
  const context = await browser.newContext({ locale: 'en-US', timezoneId: 'UTC', ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new globalThis.URL(request.url());
    if (/^https?:$/.test(protocol) && hostname !== '127.0.0.1') complaints.push(`asked: ${request.url()}`);
  });
  return { page, complaints, close: () => context.close() };
}

/** Opens a page, signed in. */
export async function signedIn(
  browser: Browser,
  options: BrowserContextOptions = {},
  { url = URL, key = KEY } = {},
): Promise<Reader> {
  const reader = await openReader(browser, options);
  const answer = await reader.page.request.post(`${url}/v1/session`, { data: { key } });
  if (!answer.ok()) throw new Error(`not signed in: ${await answer.text()}`);
  return reader;
}

/** Goes to a path and waits until everything that was asked for is there. */
export async function show(page: Page, path: string, url = URL): Promise<void> {
  await page.goto(url + path);
  await settled(page);
}

/** Nothing is being loaded any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').waitFor();
  await page.waitForLoadState('networkidle');
  await page.locator('.loading').first().waitFor({ state: 'detached' });
}

/** Opens the tables behind all charts. */
export async function openTables(page: Page): Promise<void> {
  for (const behind of await page.locator('.table-behind').all()) {
    await behind.locator('summary').click();
    await behind.locator('table').waitFor();
  }
}

// biome-ignore lint/suspicious/noExplicitAny: answers are read freely; the test says what it expects
export type Json = any;

/** Asks the API itself, as another program would. */
export async function api(path: string, { url = URL, key = KEY } = {}): Promise<Json> {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${key}` } });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return response.json();
}
