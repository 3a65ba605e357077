import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { type Binaries, packagedBinaries } from './packaged-binaries.js';
import { accountInRootsStead, accountOwning, isRoot, type ServerAccount } from './server-account.js';

const run = promisify(execFile);

/** Where a server's parts live and whose they are. */
export interface Placement {
  account: ServerAccount;
  /** Folder with PostgreSQL's `bin`, `lib` and `share`. */
  binaries: string;
  /** The cluster itself, PostgreSQL's own data directory. Secrets lie in the folder around it. */
  clusterDir: string;
  /** What the person who started it should be told. */
  notes: string[];
}

/**
 * Finds a place for the server: in the data directory, with the binaries where npm put them. As root, PostgreSQL
 * runs as another user, so what that user cannot reach goes under `rootBaseDir` instead. A cluster that exists
 * is used where it lies, as the user it belongs to.
 * @param dataDir existing folder, absolute
 * @param projectDir lends its name to the folder under `rootBaseDir`
 */
export async function placeCluster(
  dataDir: string,
  projectDir: string,
  rootBaseDir: string,
  packaged: Binaries = packagedBinaries(),
): Promise<Placement> {
  const here = join(dataDir, 'postgres');
  if (!isRoot()) {
    if (existsSync(here)) await requireOwnCluster(here);
    return { account: { name: 'the same' }, binaries: packaged.directory, clusterDir: here, notes: [] };
  }

  // The folder's hash keeps apart projects of one name; each data directory has its own.
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  const elsewhere = join(rootBaseDir, 'data', `${basename(projectDir)}-${hash}`, 'postgres');
  const existing = [here, elsewhere].find((place) => existsSync(place));
  const account = existing ? await accountOwning(existing) : await accountInRootsStead();
  const notes: string[] = [];

  let binaries = packaged.directory;
  if (!(await canRun(account, binaries))) {
    binaries = join(rootBaseDir, `postgresql-${packaged.version}`);
    await makeEnterable(rootBaseDir);
    if (!existsSync(binaries)) await copyBinaries(packaged.directory, binaries);
    notes.push(
      `PostgreSQL runs as the user ${account.name}, who cannot reach ${packaged.directory}: it runs from ${binaries}`,
    );
  }

  const clusterDir = existing ?? ((await canEnter(account, dataDir)) ? here : elsewhere);
  if (clusterDir === elsewhere) {
    for (const folder of [rootBaseDir, dirname(dirname(elsewhere)), dirname(elsewhere)])
      await makeEnterable(folder);
    notes.push(
      `PostgreSQL runs as the user ${account.name}, who cannot reach ${dataDir}: its data is in ${elsewhere}`,
    );
  }
  if (!(await canEnter(account, dirname(clusterDir)))) {
    throw new EmbeddedPostgresError(
      `the user ${account.name}, whom PostgreSQL runs as, cannot reach ${dirname(clusterDir)}: ` +
        'let it enter the folders above, or set LIFELEDGER_DATA_DIR',
    );
  }
  return { account, binaries, clusterDir, notes };
}

async function requireOwnCluster(clusterDir: string): Promise<void> {
  const owner = await accountOwning(clusterDir);
  if (owner.uid === process.getuid?.()) return;
  throw new EmbeddedPostgresError(
    `the data in ${clusterDir} belongs to the user ${owner.name}: start as that user or as root, or set LIFELEDGER_DATA_DIR`,
  );
}

/** Asked of the system itself, so that access lists and mount options count too. */
async function canEnter(account: ServerAccount, folder: string): Promise<boolean> {
  return succeedsAs(account, '/bin/sh', ['-c', 'cd "$0"', folder]);
}

async function canRun(account: ServerAccount, binaries: string): Promise<boolean> {
  return succeedsAs(account, join(binaries, 'bin', 'postgres'), ['--version']);
}

async function succeedsAs({ uid, gid }: ServerAccount, command: string, args: string[]): Promise<boolean> {
  return run(command, args, { uid, gid, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

/** Makes one of our own folders, open to be entered by all whatever the umask. */
async function makeEnterable(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
}

/** Copies under a passing name, so that a copy cut short is never taken for a whole one. */
async function copyBinaries(from: string, to: string): Promise<void> {
  const passing = `${to}.copy-${process.pid}`;
  await rm(passing, { recursive: true, force: true });
  await cp(from, passing, { recursive: true, verbatimSymlinks: true });
  await run('chmod', ['-R', 'a+rX', passing]);
  try {
    await rename(passing, to);
  } catch (error) {
    await rm(passing, { recursive: true, force: true });
    if (!existsSync(to)) throw error; // another project was first with the same version
  }
}
