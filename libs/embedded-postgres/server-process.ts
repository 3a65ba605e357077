import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { FAST_SHUTDOWN_MS } from './fast-shutdown.js';
import type { Placement } from './placement.js';
import { serverEnvironment } from './server-environment.js';

const REMEMBERED_LINES = 10;

/** One run of `postgres`, from its start to its end. */
export interface ServerProcess {
  /** Undefined where not even a process came about. */
  pid: number | undefined;
  /** Resolves when it takes connections; rejects with its last words when it ends before. */
  ready: Promise<void>;
  /** How it ended, in words. Never rejects. */
  ended: Promise<string>;
  /** Asks for a fast shutdown: sessions are ended, everything is written. One that takes too long is cut short. */
  stop(): void;
}

/**
 * Starts `postgres` on a cluster.
 * @param log gets what the server says between being ready and being told to stop
 * @param patience milliseconds that a fast shutdown may take
 */
export function launchServer(
  { account, binaries, clusterDir }: Placement,
  settings: Record<string, string>,
  log: (line: string) => void,
  patience = FAST_SHUTDOWN_MS,
): ServerProcess {
  const child = spawn(
    join(binaries, 'bin', 'postgres'),
    ['-D', clusterDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      uid: account.uid,
      gid: account.gid,
      cwd: '/',
      env: serverEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
      // In a process group of its own: Ctrl-C in a terminal reaches us, and only we stop the server.
      detached: true,
    },
  );

  const lastLines: string[] = [];
  let reporting = false;
  const lines = createInterface({ input: child.stderr });
  const saysReady = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (reporting) log(`PostgreSQL: ${line}`);
      lastLines.push(line);
      if (lastLines.length > REMEMBERED_LINES) lastLines.shift();
      if (line.endsWith('database system is ready to accept connections')) {
        reporting = true;
        resolve();
      }
    });
  });
  // `close`, not `exit`: the log's pipe closes when the last session is gone too, which lets go of the memory they share.
  const ended = once(child, 'close').then(
    ([code, signal]) => (signal ? `by signal ${signal}` : `with exit code ${code}`),
    (error: Error) => `without having begun (${error.message})`,
  );
  const endedEarly = ended.then((how) => {
    throw new EmbeddedPostgresError(`PostgreSQL ended ${how} before it was ready. ${lastLines.join(' ')}`);
  });
  const ready = Promise.race([saysReady, endedEarly]);
  ready.catch(() => {}); // whoever waits for it hears of it
  endedEarly.catch(() => {});

  return {
    pid: child.pid,
    ready,
    ended,
    stop: () => {
      reporting = false;
      child.kill('SIGINT');
      const cutShort = setTimeout(() => child.kill('SIGQUIT'), patience);
      void ended.then(() => clearTimeout(cutShort));
    },
  };
}
