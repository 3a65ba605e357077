import type { Browser } from 'playwright-core';
import { api, launchBrowser, openTables, type Reader, settled, show, signedIn } from './support/browser.js';
import { PATHS } from './support/pages.js';

/** English and Russian: words and figures. */
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const russian = (): Promise<Reader> => signedIn(browser, { locale: 'ru-RU' });

test('a Russian browser gets Russian words and figures, and can choose English', async () => {
  const { page } = await russian();
  await show(page, '/');
  expect(await page.locator('html').getAttribute('lang')).toBe('ru');
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Обзор');
  const { rows } = await api('/v1/metrics/revenue');
  const inRussian = new Intl.NumberFormat('ru-RU', { style: 'currency', currency: 'USD' });
  expect(await page.locator('[data-figure="net"]').innerText()).toBe(inRussian.format(rows.at(-1).net));

  await page.getByLabel('Язык').selectOption('en');
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Overview');
  await page.reload();
  await settled(page);
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Overview');
});

test('in Russian no heading, label or button is left in English', async () => {
  const { page } = await russian();
  for (const path of PATHS) {
    await show(page, path);
    await openTables(page);
    const said = await page
      .locator('h1, h2, h3, thead th, label, legend, dt:not([lang]), button:not(.row-name)')
      .allInnerTexts();
    const english = said
      .flatMap((text) => text.split('\n'))
      // Names of measures, scopes and dates are the same in both; values of data are as they are.
      .filter((text) => /[a-z]{3}/.test(text) && !/[а-я]/i.test(text))
      .filter((text) => !/^(English|events:write|metrics:read|customers:read|admin)$/.test(text));
    expect([path, english]).toEqual([path, []]);
  }
});
