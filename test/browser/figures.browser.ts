import type { Browser, Locator } from 'playwright-core';
import { api, type Json, launchBrowser, type Reader, settled, show, signedIn } from './support/browser.js';
import { count, money, number, percent } from './support/written.js';

/** On each page, the figures on the screen are those that the API gives to another program. */
let browser: Browser;
let reader: Reader;

beforeAll(async () => {
  browser = await launchBrowser();
  reader = await signedIn(browser);
});
afterAll(() => browser?.close());
afterEach(() => {
  expect(reader.complaints).toEqual([]);
});

const figure = (name: string) => reader.page.locator(`[data-figure="${name}"]`).first().innerText();
const rowOf = (answer: Json, period: string) => answer.rows.find((row: Json) => row.period === period);

/** The texts of a table, row by row. */
async function tableOf(table: Locator): Promise<string[][]> {
  await table.locator('tbody tr').first().waitFor();
  const texts: string[][] = [];
  for (const row of await table.locator('tbody tr').all())
    texts.push(await row.locator('th, td').allInnerTexts());
  return texts;
}

test('overview: the figures of the last month with data, and what they changed by', async () => {
  await show(reader.page, '/');
  const [revenue, lifecycle, churn, nps, csat] = await Promise.all(
    ['revenue', 'lifecycle', 'churn', 'nps', 'csat'].map((metric) => api(`/v1/metrics/${metric}`)),
  );
  // The demonstration data end with December 2025.
  expect(revenue.rows.at(-1).period).toBe('2025-12');
  expect(await figure('net')).toBe(money(rowOf(revenue, '2025-12').net));
  expect(await figure('contribution')).toBe(money(rowOf(revenue, '2025-12').contribution));
  expect(await figure('active')).toBe(count(rowOf(lifecycle, '2025-12').active));
  expect(await figure('churn')).toBe(percent(rowOf(churn, '2025-12').rate));
  expect(await figure('nps')).toBe(number(rowOf(nps, '2025-12').score));
  expect(await figure('csat')).toBe(number(rowOf(csat, '2025-12').score));

  const [before, now] = ['2025-11', '2025-12'].map((period) => Number(rowOf(revenue, period).net));
  const change = `${now < before ? '−' : '+'}${percent(Math.abs(now - before) / before)} on Nov 2025`;
  const card = reader.page.locator('.card', { has: reader.page.locator('[data-figure="net"]') });
  expect(await card.locator('p').first().innerText()).toBe(change);
});

test('overview: LTV : CAC is the lifetime value over the spend, up to the end of the month', async () => {
  await show(reader.page, '/');
  const value = await api('/v1/metrics/ltv?to=2026-01-01');
  const spend = await api('/v1/metrics/acquisition?channel=all');
  const cents = (amount: string) => Number(amount.replace('.', ''));
  const spent = spend.rows.reduce((sum: number, row: Json) => sum + cents(row.spend), 0);
  expect(await figure('ratio')).toBe(number(cents(value.rows[0].ltv) / spent));
  // Every channel that cost something has paid back in the month of the first purchase.
  const channels = await api('/v1/metrics/ltv-to-cac?to=2026-01-01');
  expect(new Set(channels.rows.map((row: Json) => row.paybackMonths))).toEqual(new Set([0]));
  const card = reader.page.locator('.card', { has: reader.page.locator('[data-figure="ratio"]') });
  expect(await card.innerText()).toContain('paid back within the first month');
});

test('overview: every figure that has a history has its small line', async () => {
  await show(reader.page, '/');
  const cards = reader.page.locator('.card');
  expect(await cards.count()).toBe(8);
  expect(await cards.locator('.sparkline').count()).toBe(7);
});

test('overview: what is at stake now', async () => {
  // It moves with the clock: the page shows what held before it or after.
  const before = await api('/v1/metrics/at-stake');
  await show(reader.page, '/');
  const shown = await figure('stake');
  const after = await api('/v1/metrics/at-stake');
  expect([before, after].map(({ total }) => money(total.valueAtStake))).toContain(shown);
});

test('overview: what was at stake before, when it is asked for', async () => {
  await show(reader.page, '/');
  const now = Number((await figure('stake')).replace(/[$,]/g, ''));
  const card = reader.page.locator('.card', { has: reader.page.locator('[data-figure="stake"]') });
  await card.getByRole('button', { name: 'What was it before?' }).click();
  await card.getByText('on the end of Dec 2025').waitFor();
  const { total } = await api('/v1/metrics/at-stake?asOf=2026-01-01T00:00:00Z');
  const before = Number(total.valueAtStake);
  expect(await card.innerText()).toContain(
    `${now < before ? '−' : '+'}${percent(Math.abs(now - before) / before)} on the end of Dec 2025`,
  );
  await card.locator('.sparkline').waitFor();
});

test('overview: split by country, the parts of the month', async () => {
  await show(reader.page, '/?by=country');
  const answer = await api('/v1/metrics/revenue?by=country');
  const expected = answer.rows
    .filter((row: Json) => row.period === '2025-12')
    .map((row: Json) => [row.country, money(row.net), money(row.contribution)]);
  const table = await tableOf(reader.page.locator('main table').last());
  expect(new Set(table.map((row) => row.slice(0, 3).join()))).toEqual(
    new Set(expected.map((row: string[]) => row.join())),
  );
});

test.each([
  ['rate', (row: Json) => percent(row.rate)],
  ['cumulativeNetPerCustomer', (row: Json) => money(row.cumulativeNetPerCustomer)],
])('cohorts: every cell of the triangle, %s', async (view, written) => {
  await show(reader.page, `/cohorts?view=${view}`);
  const { rows } = await api('/v1/metrics/retention');
  const cells = reader.page.locator('.heat button');
  expect(await cells.allInnerTexts()).toEqual(rows.map(written));
});

test('cohorts: of one acquisition channel', async () => {
  await show(reader.page, '/cohorts?by=acquisitionChannel&group=referral');
  const { rows } = await api('/v1/metrics/retention?by=acquisitionChannel');
  expect(await reader.page.locator('.heat button').allInnerTexts()).toEqual(
    rows.filter((row: Json) => row.acquisitionChannel === 'referral').map((row: Json) => percent(row.rate)),
  );
});

test('lifecycle: the last figures, the table behind the chart, another window', async () => {
  await show(reader.page, '/lifecycle');
  const lifecycle = await api('/v1/metrics/lifecycle');
  const last = lifecycle.rows.at(-1);
  for (const column of ['active', 'new', 'returning', 'reactivated', 'dormant']) {
    expect(await figure(`lifecycle.${column}`)).toBe(count(last[column]));
  }
  const panel = reader.page.locator('.panel').first();
  await panel.locator('summary').click();
  const table = await tableOf(panel.locator('table'));
  expect(table.map((row) => row[1])).toEqual(lifecycle.rows.map((row: Json) => count(row.new)));

  await show(reader.page, '/lifecycle?window=30');
  const churn = await api('/v1/metrics/churn?window=30');
  expect(await figure('churn.churned')).toBe(count(churn.rows.at(-1).churned));
  const subscriptions = await api('/v1/metrics/subscriptions');
  expect(await figure('subscriptions.closing')).toBe(money(subscriptions.rows.at(-1).closing));
});

test('acquisition: worth against cost by channel', async () => {
  await show(reader.page, '/acquisition');
  const { rows } = await api('/v1/metrics/ltv-to-cac');
  const table = await tableOf(reader.page.locator('.panel').first().locator('table'));
  expect(table).toEqual(
    rows.map((row: Json) => [
      row.channel,
      count(row.customers),
      row.ltvPerCustomer === null ? '–' : money(row.ltvPerCustomer),
      row.cac === null ? '–' : money(row.cac),
      row.ratio === null ? '–' : number(row.ratio),
      row.paybackMonths === null ? '–' : count(row.paybackMonths),
    ]),
  );
});

test('channels: the mix moves as in the study, and the effects add up', async () => {
  await show(reader.page, '/channels?before=2024-01..2024-06&after=2025-07..2025-12');
  const panel = reader.page.locator('.panel').last();
  const table = await tableOf(panel.locator('table').last());
  // The study's figures: voice 87, online 11, social 2 % to 63, 16, 21 %.
  expect(table.map((row) => row.slice(0, 3))).toEqual([
    ['online', '11.0%', '16.0%'],
    ['social', '2.0%', '21.0%'],
    ['voice', '87.0%', '63.0%'],
  ]);
  const { rows } = await api(
    '/v1/metrics/channel-shift?by=channelFamily&precision=4&before=2024-01..2024-06&after=2025-07..2025-12',
  );
  const total = (column: string) =>
    rows.reduce((sum: number, row: Json) => sum + Number(row[column].replace('.', '')), 0) / 10_000;
  for (const column of ['costBefore', 'volumeEffect', 'mixEffect', 'rateEffect', 'costAfter']) {
    expect(await figure(column)).toBe(money(total(column).toFixed(4)));
  }
});

test('experience: scores with their intervals and response rates, times, complaints', async () => {
  await show(reader.page, '/experience');
  for (const metric of ['csat', 'nps']) {
    const last = (await api(`/v1/metrics/${metric}`)).rows.at(-1);
    expect(await figure(`${metric}.score`)).toBe(number(last.score));
    expect(await figure(`${metric}.low`)).toBe(number(last.low));
    expect(await figure(`${metric}.high`)).toBe(number(last.high));
    expect(await figure(`${metric}.responseRate`)).toBe(percent(last.responseRate));
  }
  const ces = (await api('/v1/metrics/ces')).rows.at(-1);
  expect(await figure('ces.mean')).toBe(number(ces.mean));
  const service = (await api('/v1/metrics/service')).rows.at(-1);
  expect(await figure('service.firstResponseMedianMinutes')).toBe(number(service.firstResponseMedianMinutes));
  const complaints = (await api('/v1/metrics/complaints')).rows.at(-1);
  expect(await figure('complaints.opened')).toBe(count(complaints.opened));
  expect(await figure('complaints.compensation')).toBe(money(complaints.compensation));
});

test('impact: groups and both differences with their intervals', async () => {
  await show(reader.page, '/impact');
  const { rows, comparisons } = await api('/v1/metrics/impact?moment=complaint&by=answered&horizon=90');
  const [groups, differences] = [
    await tableOf(reader.page.locator('.panel').nth(0).locator('table')),
    await tableOf(reader.page.locator('.panel').nth(1).locator('table')),
  ];
  expect(groups.map((row) => row.slice(0, 4))).toEqual(
    rows.map(({ group, customers, moments, stoppedBuying: { value, low, high } }: Json) => [
      group,
      count(customers),
      count(moments),
      `${percent(value)} (${percent(low)} … ${percent(high)})`,
    ]),
  );
  const [one] = comparisons.filter(({ outcome }: Json) => outcome === 'stoppedBuying');
  expect(differences[0].slice(0, 4)).toEqual([
    'unanswered',
    'answered',
    `${percent(one.difference)} (${percent(one.low)} … ${percent(one.high)})`,
    `${percent(one.adjustedDifference)} (${percent(one.adjustedLow)} … ${percent(one.adjustedHigh)})`,
  ]);
  const said = await reader.page.locator('.panel').nth(1).innerText();
  expect(said).toContain('an observation, not an experiment');
});

test('impact: a filter narrows the moments, and stays in the address', async () => {
  await show(reader.page, '/impact');
  await reader.page.getByLabel('Filter').selectOption('segment');
  await reader.page.getByLabel('Only: segment').selectOption('social-care');
  await settled(reader.page);
  expect(new URLSearchParams(reader.page.url().split('?')[1]).get('filter[segment]')).toBe('social-care');
  const { rows } = await api(
    '/v1/metrics/impact?moment=complaint&by=answered&horizon=90&filter[segment]=social-care',
  );
  const groups = await tableOf(reader.page.locator('.panel').nth(0).locator('table'));
  expect(groups.map((row) => row.slice(0, 3))).toEqual(
    rows.map(({ group, customers, moments }: Json) => [group, count(customers), count(moments)]),
  );
});

test('impact: the worst of what is at stake, and what explains one of it', async () => {
  await show(reader.page, '/impact');
  const { rows, total } = await api('/v1/metrics/at-stake?top=50');
  const panel = reader.page.locator('.panel').last();
  expect((await tableOf(panel.locator('table'))).map((row) => [row[0], row[4], row[7]])).toEqual(
    rows.map((row: Json) => [row.customer, money(row.netLast365Days), money(row.valueAtStake)]),
  );
  expect(await panel.innerText()).toContain(`The first 50 of ${count(total.complaints)}.`);
  await panel.locator('td button').first().click();
  const dialog = reader.page.getByRole('dialog');
  await dialog.getByText('Together they make').waitFor();
  expect(await dialog.innerText()).toContain(
    `Complaints 1 · Net of the last 365 days ${money(rows[0].netLast365Days)}`,
  );
});

test('customers: the list, and one of them', async () => {
  await show(reader.page, '/customers');
  const { customers } = await api('/v1/customers?sort=ltv');
  const table = await tableOf(reader.page.locator('main table'));
  expect(table.map((row) => [row[0], row.at(-1)])).toEqual(
    customers.map(({ id, ltv }: Json) => [id, money(ltv)]),
  );

  await reader.page.getByLabel('Customer id').fill(customers[3].id);
  await reader.page.keyboard.press('Enter');
  await reader.page.locator('.facts').waitFor();
  const profile = await api(`/v1/customers/${customers[3].id}`);
  const facts = await reader.page.locator('.facts').innerText();
  for (const amount of [profile.ltv, profile.net, profile.contribution, profile.costToServe]) {
    expect(facts).toContain(money(amount));
  }
  const { events } = await api(`/v1/customers/${customers[3].id}/timeline?limit=200`);
  await reader.page.locator('.timeline li').first().waitFor();
  expect(await reader.page.locator('.timeline li').count()).toBe(events.length);
});

test('system: where the projection stands, and what contradicts itself', async () => {
  await show(reader.page, '/system');
  const [projection] = await api('/v1/projections');
  const facts = await reader.page.locator('[data-projection="customers"]').innerText();
  expect(facts).toContain(projection.version);
  expect(facts).toContain(projection.position);
  const { kinds } = await api('/v1/quality');
  for (const { kind, count: found } of kinds.filter((one: Json) => one.count > 0)) {
    expect(await reader.page.locator(`[data-kind="${kind}"]`).innerText()).toBe(count(found));
  }
});

test('a figure opens its definition and the events behind it, which add up to it', async () => {
  await show(reader.page, '/lifecycle');
  await reader.page.locator('[data-figure="churn.churned"]').click();
  const dialog = reader.page.getByRole('dialog');
  const churn = (await api('/v1/metrics')).find(({ name }: Json) => name === 'churn');
  await dialog.getByText(churn.description).waitFor();
  const answer = await api('/v1/metrics/churn?window=90');
  const last = answer.rows.at(-1);
  const { count: events } = await api(
    `/v1/explain?metric=churn&window=90&row=period:${last.period}&asOf=${answer.parameters.asOf}`,
  );
  await dialog.getByText(`${count(events)} events`).waitFor();
  expect(await dialog.innerText()).toContain(`Churned ${count(last.churned)}`);
});

test('CSV of what is shown', async () => {
  await show(reader.page, '/lifecycle?grain=quarter');
  const [download] = await Promise.all([
    reader.page.waitForEvent('download'),
    reader.page.locator('.panel').first().getByRole('link', { name: /CSV/ }).click(),
  ]);
  const text = await (await download.createReadStream()).setEncoding('utf8').toArray();
  const { rows } = await api('/v1/metrics/lifecycle?grain=quarter');
  expect(text.join('').split('\r\n')[1]).toBe(
    [
      rows[0].period,
      rows[0].new,
      rows[0].returning,
      rows[0].reactivated,
      rows[0].dormant,
      rows[0].active,
      true,
    ].join(),
  );
});
