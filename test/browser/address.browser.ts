import type { Browser } from 'playwright-core';
import {
  launchBrowser,
  openTables,
  type Reader,
  URL as SERVER,
  settled,
  show,
  signedIn,
} from './support/browser.js';

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

test.each([
  '/?by=country&from=2025-01-01&grain=quarter&to=2026-01-01',
  '/cohorts?grain=quarter&shape=curves&view=cumulativeNetPerCustomer',
  '/lifecycle?by=segment&from=2025-01-01&group=social-care&window=30',
  '/acquisition?by=country&from=2025-01-01&grain=quarter',
  '/channels?after=2025-10..2025-12&before=2024-01..2024-03&fold=channel&from=2025-01-01',
  '/experience?by=country&grain=quarter',
  '/impact?factor=response&filter%5Bsegment%5D=social-care&horizon=90&landmark=7&outcome=netAfter',
  '/customers?sort=net',
  '/customers?id=fernruf-customer-039944',
])('%s shows the same to whoever opens it', async (path) => {
  const { page } = reader;
  const shown = async (of: typeof page) => {
    await openTables(of);
    // The minute that an answer is of moves on.
    return (await of.locator('main').innerText()).replace(/, as of .*/g, '');
  };
  await show(page, path);
  const first = await shown(page);
  expect(first.length).toBeGreaterThan(200);
  expect(address()).toBe(path);

  const other = await signedIn(browser);
  await show(other.page, path);
  expect(await shown(other.page)).toBe(first);
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
