import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const KEY = 'an-admin-key-for-the-tests-in-the-browser';

/** The system as a process, with data of its own. */
export interface Server {
  url: string;
  key: string;
  /** Stops it; its data stay. */
  stop(): Promise<void>;
  /** Starts it again on the same data and port. */
  start(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/** Starts the system from its sources. @param demonstration whether it loads the demonstration data before it counts as started */
export async function startServer({ demonstration = false } = {}): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'lifeledger-browser-'));
  await chmod(folder, 0o755); // as root, PostgreSQL runs as another user, who must be let in
  const [port, biPort] = [await freePort(), await freePort()];
  const env = {
    ...process.env,
    PORT: String(port),
    BI_PORT: String(biPort),
    LIFELEDGER_DATA_DIR: join(folder, 'data'),
    LIFELEDGER_ADMIN_KEY: KEY,
    LOG_LEVEL: 'error',
  };
  let child: ChildProcess | undefined;

  const start = async () => {
    child = spawn(
      process.execPath,
      [
        '--max-semi-space-size=64',
        '--import',
        './test/jest/typescript.mjs',
        'apps/lifeledger/main.ts',
        'start',
        ...(demonstration ? ['--demo'] : []),
      ],
      { env, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const said: string[] = [];
    const ready = demonstration ? /events read|was there already/ : /runs at /;
    const { stdout, stderr } = child;
    await new Promise<void>((resolve, reject) => {
      for (const stream of [stdout, stderr]) {
        createInterface({ input: stream as NonNullable<typeof stream> }).on('line', (line) => {
          said.push(line);
          if (ready.test(line)) resolve();
        });
      }
      child?.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said.join('\n')}`)));
    });
  };
  const stop = async () => {
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    key: KEY,
    start,
    stop,
    remove: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
