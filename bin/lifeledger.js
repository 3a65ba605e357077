#!/usr/bin/env node
// Builds what is not built, or is older than the sources, then runs the program.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, 'dist', 'apps', 'lifeledger', 'main.js');
const stamp = join(root, 'dist', '.tsbuildinfo');

function newest(folder) {
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const own = entry.isDirectory() ? newest(path) : entry.name.endsWith('.ts') ? statSync(path).mtimeMs : 0;
    if (own > time) time = own;
  }
  return time;
}

const sources = ['apps', 'libs'].map((name) => join(root, name)).filter(existsSync);
const stale =
  !existsSync(built) || !existsSync(stamp) || Math.max(...sources.map(newest)) > statSync(stamp).mtimeMs;
if (sources.length > 0 && stale) {
  process.stderr.write('building …\n');
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    process.stderr.write('error: the build failed\n');
    process.exit(1);
  }
}
await import(pathToFileURL(built).href);
