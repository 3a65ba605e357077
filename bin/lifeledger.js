#!/usr/bin/env node
// Builds what is not built, or is older than the sources, then runs the program.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, 'dist', 'apps', 'lifeledger', 'main.js');
const stamp = join(root, 'dist', '.tsbuildinfo');

/** The time of the newest file below a folder, in milliseconds; folders in `without` are left out. */
function newest(folder, isSource, without = []) {
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (without.includes(path)) continue;
    const own = entry.isDirectory()
      ? newest(path, isSource, without)
      : isSource(entry.name)
        ? statSync(path).mtimeMs
        : 0;
    if (own > time) time = own;
  }
  return time;
}

function isOlder(stamp, time) {
  return !existsSync(stamp) || time > statSync(stamp).mtimeMs;
}

function run(...command) {
  process.stderr.write('building …\n');
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    process.stderr.write('error: the build failed\n');
    process.exit(1);
  }
}

const dashboard = join(root, 'apps', 'dashboard');
const sources = ['apps', 'libs'].map((name) => join(root, name)).filter(existsSync);
const isTypeScript = (name) => name.endsWith('.ts');
if (sources.length > 0) {
  const changed = Math.max(...sources.map((folder) => newest(folder, isTypeScript, [dashboard])));
  if (!existsSync(built) || isOlder(stamp, changed)) {
    run(join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(root, 'tsconfig.build.json'));
  }
}
// An image holds the built page without its sources.
if (existsSync(join(dashboard, 'src'))) {
  const page = join(dashboard, 'dist', 'index.html');
  if (
    isOlder(
      page,
      newest(dashboard, () => true, [join(dashboard, 'dist')]),
    )
  ) {
    run(join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', dashboard, '--logLevel', 'warn');
  }
}
await import(pathToFileURL(built).href);
