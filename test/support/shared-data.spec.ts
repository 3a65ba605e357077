import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedFile } from './shared-data.js';

let folder: string;
const { CI, LIFELEDGER_SHARED } = process.env;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lifeledger-shared-'));
  process.env.LIFELEDGER_SHARED = folder;
});
afterEach(async () => {
  set({ CI, LIFELEDGER_SHARED });
  await rm(folder, { recursive: true });
});

function set(variables: Record<string, string | undefined>) {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

test('a file is found in the folder that LIFELEDGER_SHARED names', async () => {
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'data/study.json'), '{}');
  expect(sharedFile('data/study.json')).toBe(join(folder, 'data/study.json'));
});

test('a clone of the project alone does without it', () => {
  set({ CI: undefined });
  expect(sharedFile('data/study.json')).toBeUndefined();
});

test('where CI is set, a missing file is an error that names it and the variable', () => {
  set({ CI: 'true' });
  expect(() => sharedFile('data/study.json')).toThrow(join(folder, 'data/study.json'));
  expect(() => sharedFile('data/study.json')).toThrow('LIFELEDGER_SHARED');
});
