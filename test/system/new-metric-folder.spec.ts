import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { ADMIN_KEY, event } from './run-system.js';
import { type StartedProcess, startProcess } from './start-process.js';

/** How many orders customers have placed, by the month of the order: all that such a metric needs. */
const ORDERS_PLACED = `
import type { Metric } from '../metric.js';
import { periodInRange } from '../metric-range.js';
import { periodNamed } from '../period-named.js';
import { periodRows } from '../period-rows.js';

export const metric: Metric = {
  name: 'orders-placed',
  version: 1,
  title: 'Orders placed',
  description: 'Purchases by period.',
  unit: 'orders',
  source: 'a test',
  range: 'periods',
  grain: true,
  eventDimensions: [],
  keys: [{ name: 'period', type: 'integer' }],
  measures: [{ name: 'placed', type: 'count' }],
  columns: [
    { name: 'period', type: 'period', description: 'Calendar period' },
    { name: 'placed', type: 'count', description: 'Purchases in it' },
  ],
  columnsBeforeGroups: 1,
  contribute: ({ purchases }, { calendar }, cells) => {
    for (const { time, position } of purchases) cells.cell([calendar.indexOf(time)]).add(0, 1, position);
  },
  inRange: ([period], question) => periodInRange(period as number, question),
  rows: (cells, question) =>
    periodRows(cells, question, [0], () => true, ([placed]) => ({ placed: Number(placed) })),
  rowKey: ({ period }, { calendar }) => [periodNamed(period, calendar)],
};
`;

let project: string;
let database: TestDatabase;
let started: StartedProcess;

beforeAll(async () => {
  // A copy of the sources, so that no other test meets the folder.
  project = await mkdtemp(join(tmpdir(), 'lifeledger-new-metric-'));
  for (const part of ['apps', 'libs', 'test/jest', 'jest.config.mjs', 'package.json']) {
    await cp(resolve(part), join(project, part), { recursive: true });
  }
  await symlink(resolve('node_modules'), join(project, 'node_modules'));
  await mkdir(join(project, 'libs/metrics/orders-placed'));
  await writeFile(join(project, 'libs/metrics/orders-placed/index.ts'), ORDERS_PLACED);
  database = await createTestDatabase();
  started = await startProcess(project, {
    DATABASE_URL: database.url,
    LIFELEDGER_DATA_DIR: join(project, 'data'),
    LIFELEDGER_ADMIN_KEY: ADMIN_KEY,
    PORT: '0',
    LOG_LEVEL: 'error',
  });
});
afterAll(async () => {
  started?.child.kill('SIGTERM');
  await started?.ended;
  await database?.drop();
  await rm(project, { recursive: true, force: true });
});

async function json(path: string, init: RequestInit = {}) {
  const headers = { authorization: `Bearer ${ADMIN_KEY}`, ...init.headers };
  const response = await fetch(started.url + path, { ...init, headers });
  expect([path, response.status]).toEqual([path, 200]);
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
  return (await response.json()) as any;
}

test('a folder in libs/metrics is a metric: catalogue, figures, explain and BI view come with it', async () => {
  const times = ['2024-01-10T12:00:00Z', '2024-01-20T12:00:00Z', '2024-02-10T12:00:00Z'];
  const { position } = await json('/v1/events', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(
      times.map((time, i) =>
        event('purchase.completed', `p${i}`, 'ann', time, { orderId: `p${i}`, amount: '1' }),
      ),
    ),
  });
  const catalogue = await json('/v1/metrics');
  expect(catalogue.find(({ name }: { name: string }) => name === 'orders-placed')).toMatchObject({
    title: 'Orders placed',
    columns: [{ name: 'period' }, { name: 'placed' }],
  });
  const rows = [
    { period: '2024-01', placed: 2 },
    { period: '2024-02', placed: 1 },
  ];
  expect((await json(`/v1/metrics/orders-placed?minPosition=${position}&timeout=60`)).rows).toEqual(rows);
  expect((await json('/v1/metrics/orders-placed?asOf=2024-01-15T00:00:00Z')).rows).toEqual([
    { period: '2024-01', placed: 1 },
  ]);
  expect((await json('/v1/explain?metric=orders-placed&row=period:2024-01')).events).toMatchObject([
    { adds: { placed: 1 }, event: { id: 'p0' } },
    { adds: { placed: 1 }, event: { id: 'p1' } },
  ]);

  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const shown = async () => Number((await client.query('select position from bi.as_of')).rows[0]?.position);
  while (!((await shown()) >= Number(position))) await pause(50);
  expect((await client.query('select period, placed from bi.orders_placed order by 1')).rows).toEqual([
    { period: '2024-01', placed: '2' },
    { period: '2024-02', placed: '1' },
  ]);
  await client.end();
});
