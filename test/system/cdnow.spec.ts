import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { runCommand } from '../../apps/lifeledger/cli/testing/run-command.js';
import { sharedFile } from '../support/shared-data.js';
import { type CdnowFigures, loadCdnow } from './cdnow-figures.js';
import { ADMIN_KEY, type Json, type RunningSystem, runSystem } from './run-system.js';

const shared = sharedFile('data/CDNOW_master.txt.gz');
if (!shared)
  console.log('CDNOW_master.txt.gz is not here: the same test on a generated set, without its figures');
const onlyWithCdnow = shared ? test : test.skip;

let system: RunningSystem;
let figures: CdnowFigures;
let file: string;
let purchases: number;

beforeAll(async () => {
  system = await runSystem();
  file = shared ?? join(system.dataDir, 'generated.txt.gz');
  if (!shared) await writeFile(file, gzipSync(generated()));
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\r\n').slice(1);
  purchases = lines.length;
  figures = await loadCdnow(system.databaseUrl, lines);
}, 120_000);
afterAll(async () => {
  await figures?.close();
  await system?.close();
});

/** Imports the file by the command line's program. @returns its summary */
async function importFile(): Promise<string> {
  const { code, out, err } = await runCommand(['import', file, '--format', 'cdnow'], {
    url: system.url,
    key: ADMIN_KEY,
    env: { LIFELEDGER_DATA_DIR: system.dataDir },
  });
  expect({ code, err }).toMatchObject({ code: 0 });
  return out;
}

const rowsOf = async (name: string, parameters: Record<string, string> = {}): Promise<Json[]> =>
  (await system.metric(name, { minPosition: String(purchases), ...parameters })).rows;

const count = (n: number) => n.toLocaleString('en');

test('the import publishes every row of the file', async () => {
  expect(await importFile()).toContain(
    `${count(purchases)} events read: ${count(purchases)} accepted, 0 duplicates, 0 rejected`,
  );
  const { position } = await system.json(`/v1/metrics/ltv?minPosition=${purchases}&timeout=60`);
  expect(Number(position)).toBe(purchases);
}, 180_000);

onlyWithCdnow(
  'CDNOW is what is known of it: purchases, customers, dollars, cohorts, who came back',
  async () => {
    expect(await figures.totals()).toEqual({ purchases: 69_659, customers: 23_570, dollars: '2500315.63' });
    expect(await rowsOf('ltv')).toMatchObject([{ customers: 23_570, orders: 69_659, ltv: '2500315.63' }]);
    const retention = await rowsOf('retention');
    expect(retention.filter(({ age }) => age === 0)).toMatchObject([
      { cohort: '1997-01', size: 7_846 },
      { cohort: '1997-02', size: 8_476 },
      { cohort: '1997-03', size: 7_248 },
    ]);
    expect(retention[1]).toMatchObject({ cohort: '1997-01', age: 1, active: 1_157, rate: 1_157 / 7_846 });
  },
);

test('every figure of every metric is the one that plain SQL over the file finds', async () => {
  expect(await rowsOf('revenue')).toEqual(await figures.revenue());
  expect(await rowsOf('ltv')).toEqual(await figures.ltv());
  expect(await rowsOf('retention')).toEqual(await figures.retention());
  expect(await rowsOf('lifecycle')).toEqual(await figures.lifecycle());
  expect(await rowsOf('churn')).toEqual(await figures.churn(90));
  expect(await rowsOf('churn', { window: '180' })).toEqual(await figures.churn(180));
}, 120_000);

test('the file imported once more is all duplicates and changes nothing', async () => {
  const answers = () =>
    Promise.all(
      ['revenue', 'ltv', 'retention', 'lifecycle', 'churn'].map((name) =>
        system.json(`/v1/metrics/${name}?asOf=2001-01-01T00:00:00Z`),
      ),
    );
  const before = await answers();
  expect(await importFile()).toContain(
    `${count(purchases)} events read: 0 accepted, ${count(purchases)} duplicates, 0 rejected`,
  );
  const [{ head, position }] = await system.json('/v1/projections');
  expect({ head, position }).toEqual({ head: String(purchases), position: String(purchases) });
  expect(await answers()).toEqual(before);
}, 180_000);

/** A file of CDNOW's form: 400 customers who begin in the first quarter of 1997 and buy every so often. */
function generated(): string {
  let seed = 1;
  // Numerical Recipes' generator: the same file each time.
  const below = (limit: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * limit);
  };
  const lines = [' customer_id  date number_of_cds  dollar_value'];
  for (let customer = 1; customer <= 400; customer++) {
    for (let day = below(90); day < 540; day += 1 + below(250)) {
      const date = new Date(Date.UTC(1997, 0, 1 + day)).toISOString().slice(0, 10).replaceAll('-', '');
      const dollars = (below(10_000) / 100).toFixed(2);
      lines.push(` ${String(customer).padStart(5, '0')} ${date}  ${1 + below(5)}   ${dollars}`);
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}
