import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownDataDirectory } from './data-directory-owner.js';
import { findProcess } from './process-table.js';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'owner-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

const inUseBy = (pid: number) =>
  `data directory ${dataDir} is in use by process ${pid}; stop it or set LIFELEDGER_DATA_DIR`;

it('leaves nothing behind once given free', async () => {
  const release = await ownDataDirectory(dataDir);
  expect(await readdir(dataDir)).toEqual([`owner-${process.pid}.lock`]);
  await release();
  expect(await readdir(dataDir)).toEqual([]);
});

it('names the living process that owns the directory, and leaves its lock alone', async () => {
  const owner = await findProcess(process.ppid);
  await writeFile(join(dataDir, `owner-${process.ppid}.lock`), owner!.startedAt);
  await expect(ownDataDirectory(dataDir)).rejects.toThrow(inUseBy(process.ppid));
  expect(await readdir(dataDir)).toEqual([`owner-${process.ppid}.lock`]);
});

it('lets only one of two calls at the same moment have it', async () => {
  const outcomes = await Promise.allSettled([ownDataDirectory(dataDir), ownDataDirectory(dataDir)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(ownDataDirectory(dataDir)).rejects.toThrow(inUseBy(process.pid));
});

it.each([
  ['a process that is gone', () => spawnSync(process.execPath, ['--version']).pid, '1'],
  ['a dead process whose id another has now', () => process.ppid, 'long ago'],
  ['a dead process whose id we have now', () => process.pid, 'long ago'],
])('takes over from %s', async (_, pid, startedAt) => {
  await writeFile(join(dataDir, `owner-${pid()}.lock`), startedAt);
  await ownDataDirectory(dataDir);
  expect(await readdir(dataDir)).toEqual([`owner-${process.pid}.lock`]);
});
