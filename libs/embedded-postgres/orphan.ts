import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { FAST_SHUTDOWN_MS } from './fast-shutdown.js';
import { findProcess } from './process-table.js';

/** How long an immediate shutdown may take. */
const IMMEDIATE_SHUTDOWN_MS = 40_000;

/**
 * After a kill of the process that owned it, a server may live on without it, or have left its `postmaster.pid`.
 * A living server of this very cluster is told to stop fast, at once where that takes too long, and awaited. The file is
 * removed where no server lives: after a restart of the machine its number may be some other process's, which PostgreSQL
 * would take for a server.
 * @throws EmbeddedPostgresError where it cannot be stopped
 */
export async function stopOrphan(clusterDir: string, log: (line: string) => void): Promise<void> {
  const pidFile = join(clusterDir, 'postmaster.pid');
  const content = await readFile(pidFile, 'utf8').catch(() => undefined);
  if (content === undefined) return;
  const pid = Number.parseInt(content, 10);
  if (await serves(pid, clusterDir)) {
    log(`stopping PostgreSQL process ${pid}, left behind by a run that was killed`);
    const stopped =
      (await stops(pid, clusterDir, 'SIGINT', FAST_SHUTDOWN_MS)) ||
      (await stops(pid, clusterDir, 'SIGQUIT', IMMEDIATE_SHUTDOWN_MS));
    if (!stopped) throw cannotStop(clusterDir, pid);
  }
  await rm(pidFile, { force: true });
}

/** @returns whether the server has ended so many milliseconds after the signal, at the latest */
async function stops(
  pid: number,
  clusterDir: string,
  signal: NodeJS.Signals,
  patience: number,
): Promise<boolean> {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cannotStop(clusterDir, pid, cause);
  }
  // It is no child of ours, so nothing tells us of its end.
  for (const deadline = Date.now() + patience; await serves(pid, clusterDir); await sleep(20)) {
    if (Date.now() > deadline) return false;
  }
  return true;
}

async function serves(pid: number, clusterDir: string): Promise<boolean> {
  const found = await findProcess(pid);
  return found !== undefined && / -D /.test(found.command) && `${found.command} `.includes(` ${clusterDir} `);
}

function cannotStop(clusterDir: string, pid: number, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `data directory ${clusterDir} is in use by PostgreSQL process ${pid}, which could not be stopped; ` +
      'stop it or set LIFELEDGER_DATA_DIR',
    { cause },
  );
}
