import type { Browser, Page } from 'playwright-core';
import { KEY, launchBrowser, openReader, type Reader, settled, URL } from './support/browser.js';

/** The main path with nothing but the keyboard: sign in, go to the cohorts, look into a cell, come back. */
let browser: Browser;
let reader: Reader;

beforeAll(async () => {
  browser = await launchBrowser();
  reader = await openReader(browser);
});
afterAll(() => browser?.close());

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const focused = page.locator(':focus');
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    if ((await focused.count()) === 0) continue;
    const called = (await focused.getAttribute('aria-label')) ?? (await focused.innerText());
    if (name.test(called)) return;
  }
  throw new Error(`Tab never came to ${name}`);
}

test('from signing in to the events behind a cell', async () => {
  const { page } = reader;
  await page.goto(URL);
  await page.getByLabel('Key').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type(KEY);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await settled(page);

  await page.keyboard.press('Tab');
  expect(await page.locator(':focus').innerText()).toBe('Skip to content');
  await tabTo(page, /^Cohorts$/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Cohorts', level: 1 }).waitFor();
  await settled(page);

  await tabTo(page, /^Jan 2024, age 0:/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  const focused = page.locator(':focus');
  expect(await focused.getAttribute('aria-label')).toMatch(/^Feb 2024, age 1:/);
  const shown = await focused.innerText();

  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Together they make').waitFor();
  expect(await dialog.innerText()).toContain(shown);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await focused.getAttribute('aria-label')).toMatch(/^Feb 2024, age 1:/);
});
