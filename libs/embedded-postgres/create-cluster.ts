import { execFile } from 'node:child_process';
import { chown, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import type { Placement } from './placement.js';
import { writeSecret } from './secret-file.js';
import { serverEnvironment } from './server-environment.js';

/**
 * Makes a new cluster: UTF-8, the built-in locale C.UTF-8 (sorting by code point, the same on every machine),
 * passwords by SCRAM, superuser `postgres`.
 *
 * It is made under a passing name and renamed when whole, so one cut short is never taken for a cluster; what an
 * earlier attempt left is removed.
 * @param durable false: do not wait until it is on the disk
 */
export async function createCluster(
  placement: Placement,
  superuserPassword: string,
  durable: boolean,
): Promise<void> {
  const { account, binaries, clusterDir } = placement;
  const parent = dirname(clusterDir);
  const passingPrefix = `${basename(clusterDir)}.new-`;
  for (const name of await readdir(parent)) {
    if (name.startsWith(passingPrefix)) await remove(join(parent, name));
  }

  const passing = await mkdtemp(join(parent, passingPrefix));
  try {
    if (account.uid !== undefined) await chown(passing, account.uid, account.gid!);
    const passwordFile = join(passing, 'password');
    await writeSecret(passwordFile, superuserPassword, account);
    const made = join(passing, 'cluster');
    const args = [
      `--pgdata=${made}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(durable ? [] : ['--no-sync']),
    ];
    await promisify(execFile)(join(binaries, 'bin', 'initdb'), args, {
      uid: account.uid,
      gid: account.gid,
      cwd: '/',
      env: serverEnvironment(),
    });
    await rename(made, clusterDir);
    if (durable) await syncFolder(parent);
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim() || (cause as Error).message;
    throw new EmbeddedPostgresError(`PostgreSQL could not set up its data in ${clusterDir}: ${said}`, {
      cause,
    });
  } finally {
    await remove(passing);
  }
}

/** Retries, as an initdb whose parent was killed may still be writing. */
const remove = (folder: string) =>
  rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });

/** Makes a rename within the folder outlive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
