import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningIntake, startIntake } from '../../../../libs/intake/testing/start-intake.js';
import { runCommand } from '../testing/run-command.js';

let intake: RunningIntake;
let folder: string;
beforeAll(async () => {
  intake = await startIntake();
  folder = await mkdtemp(join(tmpdir(), 'lifeledger-import-'));
});
afterAll(async () => {
  await intake.close();
  await rm(folder, { recursive: true });
});

const run = (args: string[], stdin?: Buffer) =>
  runCommand(args, { url: intake.url, key: intake.admin, env: { LIFELEDGER_DATA_DIR: folder }, stdin });

test('the sample goes into the log once, however often it is imported', async () => {
  expect(await run(['import', 'samples/shop.ndjson'])).toMatchObject({
    code: 0,
    out: '2,002 events read: 2,002 accepted, 0 duplicates, 0 rejected\n',
  });
  const head = await intake.store.head();
  expect(await run(['import', 'samples/shop.ndjson'])).toMatchObject({
    code: 0,
    out: '2,002 events read: 0 accepted, 2,002 duplicates, 0 rejected\n',
  });
  expect(await intake.store.head()).toBe(head);
});

test('what the catalogue does not allow is told as the catalogue says it', async () => {
  const map = 'subject=who,time=day,data.orderId=order,data.amount=total,data.quantity=pieces';
  const csv =
    'order,who,day,total,pieces\nA,c1,2025-01-01,5.00,2\nB,c1,2025-01-01,-5,two\nC,,2025-01-01,1,1\n';
  const args = [
    'import',
    '-',
    '--format',
    'csv',
    '--source',
    'till',
    '--type',
    'purchase.completed',
    '--map',
    map,
  ];
  const { code, out } = await run(args, Buffer.from(csv));
  expect(code).toBe(1);
  expect(out).toContain('3 events read: 1 accepted, 0 duplicates, 2 rejected\n');
  expect(out).toMatch(/ {2}1 {2}data\.amount .+; data\.quantity .+ \(line 3\)\n/);
  expect(out).toMatch(/ {2}1 {2}subject is required.* \(line 4\)\n/);
  const found = await intake.store.find('till', '1');
  expect(found?.data).toMatchObject({ orderId: 'A', amount: '5.00', quantity: 2 });
});

test('a key made here may do what it was made for', async () => {
  const made = await run(['keys', 'create', '--name', 'till', '--scope', 'events:write', '--source', 'till']);
  expect(made.out).toMatch(/^ll_\w+_[\w-]+\n$/);
  const id = made.out.split('_')[1];
  const list = await run(['keys', 'list']);
  expect(list.out).toMatch(new RegExp(`\n${id} +till +events:write +till +20`));
  const wrong = await runCommand(['keys', 'list'], { url: intake.url, key: made.out.trim() });
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('admin') });
  expect(await run(['keys', 'revoke', id])).toMatchObject({ code: 0 });
  const revoked = await runCommand(['keys', 'list'], { url: intake.url, key: made.out.trim() });
  expect(revoked.err).toMatch(/^error: .+ \(HTTP 401\)\n$/);
});
