import type { Browser } from 'playwright-core';
import { api, type Json, launchBrowser, openReader, settled, show, signedIn } from './support/browser.js';
import { type Server, startServer } from './support/server.js';

/** A server of its own: empty at first, signed into, lost and found again, published to. */
let browser: Browser;
let server: Server;

beforeAll(async () => {
  server = await startServer();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

const ask = (path: string, method: string, body?: unknown) =>
  fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

const purchase = (id: string, amount: string) => ({
  specversion: '1.0',
  id,
  source: '/shop',
  type: 'lifeledger.purchase.completed.v1',
  subject: 'customer-1',
  time: '2026-01-15T12:00:00Z',
  data: { orderId: id, amount, currency: 'USD', channel: 'web' },
});

test('an empty system says how to fill it, and shows the figures once it is filled', async () => {
  const { page, complaints, close } = await signedIn(browser, {}, server);
  await show(page, '/', server.url);
  expect(await page.locator('main').innerText()).toContain('npx lifeledger demo');
  expect(await page.locator('main').innerText()).toContain(`curl -X POST ${server.url}/v1/events`);

  expect((await ask('/v1/events', 'POST', [purchase('1', '59.90')])).status).toBe(200);
  await page.locator('[data-figure="net"]').waitFor();
  expect(await page.locator('[data-figure="net"]').innerText()).toBe('$59.90');
  expect(complaints).toEqual([]);
  await close();
});

test('a wrong key is refused in words, a right one signs in, and is not kept in the page', async () => {
  const { page } = await openReader(browser);
  await page.goto(server.url);
  await page.getByLabel('Key').fill('no-key-of-this-server-at-all');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('This key is not known here').waitFor();

  await page.getByLabel('Key').fill(server.key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  const [cookie, ...others] = await page.context().cookies();
  expect(others).toEqual([]);
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  const kept = await page.evaluate(
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.documentElement.outerHTML])',
  );
  expect(kept).not.toContain(server.key);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Key').waitFor();
  await page.reload();
  await page.getByLabel('Key').waitFor();
});

test('a link signs in once, and its token leaves the address at once', async () => {
  const { token } = (await (await ask('/v1/session/link', 'POST')).json()) as Json;
  const first = await openReader(browser);
  await first.page.goto(`${server.url}/lifecycle?window=30#token=${token}`);
  await first.page.getByRole('heading', { name: 'Lifecycle and churn' }).waitFor();
  expect(first.page.url()).toBe(`${server.url}/lifecycle?window=30`);

  const second = await openReader(browser);
  await second.page.goto(`${server.url}/#token=${token}`);
  await second.page.getByRole('alert').getByText('This link was used already').waitFor();
  expect(second.page.url()).toBe(`${server.url}/`);
});

test('what was refused is tried again when asked; keys are made, shown once and revoked', async () => {
  const { page, close } = await signedIn(browser, {}, server);
  await ask('/v1/events', 'POST', [{ ...purchase('2', '1.00'), type: 'lifeledger.purchase.imagined.v1' }]);
  await show(page, '/system', server.url);
  await page.getByText('Refused: 1 event.').waitFor();
  await page.getByRole('button', { name: 'Try again: 2' }).click();
  await page.getByRole('alert').getByText('the event is still not valid').waitFor();
  await page.getByRole('button', { name: 'Delete: 2' }).click();
  await page.getByText('Nothing was refused.').waitFor();

  await page.getByLabel('Name').fill('a tool');
  await page.getByRole('button', { name: 'Make' }).click();
  const key = await page.locator('.once').innerText();
  expect(await api('/v1/metrics', { url: server.url, key })).toHaveLength(20);
  page.on('dialog', (dialog) => dialog.accept());
  await page.getByRole('button', { name: 'Revoke a tool' }).click();
  await page.getByRole('button', { name: 'Revoke a tool' }).waitFor({ state: 'detached' });
  await expect(api('/v1/metrics', { url: server.url, key })).rejects.toThrow('401');
  await close();
});

test('a rebuild is asked for and ends in another generation', async () => {
  const { page, close } = await signedIn(browser, {}, server);
  const [{ generation }] = await api('/v1/projections', server);
  await show(page, '/system', server.url);
  await page.getByRole('button', { name: 'Rebuild customers' }).click();
  const standing = async () => (await api('/v1/projections', server))[0].generation;
  while ((await standing()) === generation);
  await page.getByText('up to date').waitFor();
  await close();
});

test('a key with fewer scopes is told what it may not see', async () => {
  const made = (await (
    await ask('/v1/keys', 'POST', { name: 'figures', scopes: ['metrics:read'] })
  ).json()) as Json;
  const { page, close } = await signedIn(browser, {}, { url: server.url, key: made.key });
  await show(page, '/customers', server.url);
  expect(await page.locator('main').innerText()).toContain('It needs the scope customers:read.');
  await show(page, '/system', server.url);
  expect(await page.locator('main').innerText()).toContain('It needs the scope admin.');
  await close();
});

test('a lost server is said, and what it knew stays; when it is back the word goes', async () => {
  const { page, close } = await signedIn(browser, {}, server);
  await show(page, '/', server.url);
  await server.stop();
  await page.getByRole('link', { name: 'Cohorts' }).click();
  await page.getByText('The server does not answer.').waitFor();
  await page.getByRole('link', { name: 'Overview' }).click();
  expect(await page.locator('[data-figure="net"]').innerText()).toBe('$59.90');

  await server.start();
  await page.getByText('The server does not answer.').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Cohorts' }).click();
  await settled(page);
  expect(await page.locator('.heat button').allInnerTexts()).toContain('100.0%');
  await close();
});
