import { readFileSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { findProcess } from './process-table.js';

const LOCK = /^owner-(\d+)\.lock$/;
const ATTEMPTS = 5;

/**
 * Makes this process the one owner of a data directory.
 *
 * Each process has a lock file of its own (`owner-<pid>.lock`, holding the process's start time), which it writes
 * before it looks for others': so of two that start at the same moment at least one sees the other, and no lock
 * of a living process is ever taken for a dead one's and removed. One that meets another withdraws and looks again
 * shortly after, in case both withdrew.
 * @returns what gives the directory free again
 * @throws EmbeddedPostgresError naming the process that owns it
 */
export async function ownDataDirectory(dataDir: string): Promise<() => Promise<void>> {
  const lock = join(dataDir, `owner-${process.pid}.lock`);
  const startedAt = (await findProcess(process.pid))?.startedAt ?? '';
  for (let attempt = 1; ; attempt++) {
    const other = writeLock(lock, startedAt) ? await livingOwner(dataDir) : process.pid;
    if (other === undefined) return () => rm(lock, { force: true });
    if (other !== process.pid) await rm(lock, { force: true });
    if (other === process.pid || attempt === ATTEMPTS) {
      throw new EmbeddedPostgresError(
        `data directory ${dataDir} is in use by process ${other}; stop it or set LIFELEDGER_DATA_DIR`,
      );
    }
    await sleep(50 + Math.random() * 150);
  }
}

/** @returns false where this very process holds the lock already */
function writeLock(lock: string, startedAt: string): boolean {
  // In one go, so that of two calls in this process one comes first.
  try {
    writeFileSync(lock, startedAt, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (readFileSync(lock, 'utf8') === startedAt) return false;
    writeFileSync(lock, startedAt); // left by a dead process that had our id
  }
  return true;
}

/** Another living process with a lock in the directory; locks of dead ones are cleared away. */
async function livingOwner(dataDir: string): Promise<number | undefined> {
  for (const name of await readdir(dataDir)) {
    const pid = Number(LOCK.exec(name)?.[1] ?? process.pid);
    if (pid === process.pid) continue;
    const startedAt = await readFile(join(dataDir, name), 'utf8').catch(() => undefined);
    const owner = await findProcess(pid);
    // A lock still empty is being written this moment: a living process of that id is taken for its writer.
    if (owner && (startedAt === '' || startedAt === owner.startedAt)) return pid;
    await rm(join(dataDir, name), { force: true });
  }
  return undefined;
}
