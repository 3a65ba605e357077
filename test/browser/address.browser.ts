import type { Browser } from 'playwright-core';
import { launchBrowser, type Reader, URL as SERVER, settled, show, signedIn } from './support/browser.js';

/** What is looked at is in the address bar, and a link shows the same thing. */
let browser: Browser;
let reader: Reader;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  reader = await signedIn(browser);
});
afterEach(async () => {
  expect(reader.complaints).toEqual([]);
  await reader.close();
});

const address = () => reader.page.url().slice(SERVER.length);

test('choices go into the address, and the address opened anew shows the same', async () => {
  const { page } = reader;
  await show(page, '/cohorts');
  await page.getByLabel('From').fill('2024-06-01');
  await page.getByLabel('Up to (not included)').fill('2025-01-01');
  await page.getByLabel('Periods').selectOption('quarter');
  await page.getByLabel('Split by').selectOption('acquisitionChannel');
  await page.getByLabel('View').selectOption('cumulativeNetPerCustomer');
  await settled(page);
  await page.getByLabel('Shown group').selectOption('referral');
  await settled(page);
  expect(address()).toBe(
    '/cohorts?by=acquisitionChannel&from=2024-06-01&grain=quarter&group=referral&to=2025-01-01&view=cumulativeNetPerCustomer',
  );
  const shown = await page.locator('.heat').innerText();
  expect(shown).toContain('2024-Q3');

  const other = await signedIn(browser);
  await show(other.page, address());
  expect(await other.page.locator('.heat').innerText()).toBe(shown);
  expect(await other.page.getByLabel('Shown group').inputValue()).toBe('referral');
  expect(other.page.url()).toBe(page.url());
  await other.close();
});

test('range and grain go along to other pages; back goes back', async () => {
  const { page } = reader;
  await show(page, '/lifecycle?from=2024-06-01&grain=quarter&window=30');
  await page.getByRole('link', { name: 'Experience' }).click();
  await settled(page);
  expect(address()).toBe('/experience?from=2024-06-01&grain=quarter');
  await page.goBack();
  await settled(page);
  expect(address()).toBe('/lifecycle?from=2024-06-01&grain=quarter&window=30');
  expect(await page.getByLabel('Window, days').inputValue()).toBe('30');
});

test('what an address cannot ask is said with the parameter’s name', async () => {
  const { page } = reader;
  await show(page, '/lifecycle?grain=century');
  const alert = page.getByRole('alert').first();
  await alert.waitFor();
  expect(await alert.innerText()).toContain('grain');
  expect(await alert.innerText()).toContain('must be one of day, week, month, quarter, year');
  // The browser itself says 400 of the requests; nothing else went wrong.
  expect(reader.complaints.splice(0).every((line) => /400 \(Bad Request\)/.test(line))).toBe(true);
});
