import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openReader, openTables, show, signedIn, URL } from './support/browser.js';
import { PATHS } from './support/pages.js';

/** Nothing serious for axe, no sideways scrolling, no complaint of the console: at both widths, in both themes. */
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const SETTINGS = [
  { name: '360 px, dark, Russian', width: 360, colorScheme: 'dark', locale: 'ru-RU' },
  { name: '1440 px, light, English', width: 1440, colorScheme: 'light', locale: 'en-US' },
] as const;

/** What axe finds serious: rules, with the elements that break them. */
async function serious(page: Page): Promise<[string, string[]][]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'])
    // The rows of a table are alike, and axe takes its time with each cell.
    .exclude('tbody tr:nth-child(n+6)')
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

describe.each(SETTINGS)('$name', ({ width, colorScheme, locale }) => {
  test.each([...PATHS, '/cohorts?shape=curves', '/customers?id=fernruf-customer-039944'])(
    '%s',
    async (path) => {
      const { page, complaints, close } = await signedIn(browser, {
        viewport: { width, height: 900 },
        colorScheme,
        locale,
      });
      await show(page, path);
      await openTables(page);
      expect(await serious(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(complaints).toEqual([]);
      await close();
    },
  );
});

test('signing in, and a figure looked into', async () => {
  const outside = await openReader(browser);
  await outside.page.goto(URL);
  await outside.page.getByLabel('Key').waitFor();
  const inside = await signedIn(browser);
  await show(inside.page, '/');
  await inside.page.locator('[data-figure="net"]').click();
  await inside.page.getByRole('dialog').getByText('Together they make').waitFor();
  for (const { page, complaints } of [outside, inside]) {
    expect(await serious(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await serious(page)).toEqual([]);
    expect(complaints).toEqual([]);
  }
});
