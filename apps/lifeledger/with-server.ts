import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError, Client } from '../../libs/client/index.js';
import { dataDir } from './cli/data-dir.js';
import { serverUrl } from './cli/server-url.js';

/** The system, started in this process. */
export interface RunningSystem {
  url: string;
  adminKey: string;
  stop(): Promise<void>;
}

export interface ServerOptions {
  env: NodeJS.ProcessEnv;
  /** Starts the system on a port; 0 for any that is free. */
  startSystem(options: { port: number }): Promise<RunningSystem>;
  /** Takes a line for whoever waits. */
  note(line: string): void;
}

/**
 * Does work with a client of the server that the variables name: at LIFELEDGER_URL, else of this machine, at PORT.
 * Where LIFELEDGER_URL is unset and nothing answers, the system is started in this process for as long as the work
 * takes.
 *
 * The key is LIFELEDGER_KEY, else LIFELEDGER_ADMIN_KEY, else, for a server of this machine, what the file
 * `admin-key` in the data directory holds.
 * @throws what the work throws; Error where the variables cannot be used
 */
export async function withServer<T>(
  work: (client: Client) => Promise<T>,
  { env, startSystem, note }: ServerOptions,
): Promise<T> {
  const url = serverUrl(env);
  const client = await clientOf(url, env);
  if (env.LIFELEDGER_URL || (await client.isThere())) return orKeyMissing(work(client));

  note(`no server answers at ${url}: starting the system for this command`);
  const system = await startSystem({ port: 0 });
  const stopFirst = (signal: NodeJS.Signals) => {
    note('stopping');
    void system.stop().finally(() => process.kill(process.pid, signal));
  };
  process.once('SIGINT', stopFirst);
  process.once('SIGTERM', stopFirst);
  try {
    return await work(new Client({ url: system.url, key: system.adminKey }));
  } finally {
    await system.stop();
    process.off('SIGINT', stopFirst);
    process.off('SIGTERM', stopFirst);
  }
}

async function clientOf(url: string, env: NodeJS.ProcessEnv): Promise<Client> {
  const key = await keyFor(url, env);
  try {
    return new Client({ url, key });
  } catch (error) {
    throw new Error(`LIFELEDGER_URL or LIFELEDGER_KEY cannot be used: ${(error as Error).message}`);
  }
}

/** @throws Error that says where a key is looked for, when the server knows none by the one it was sent */
async function orKeyMissing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) throw error;
    throw new Error(`${error.message}: set LIFELEDGER_KEY to a key of this server`);
  }
}

async function keyFor(url: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const given = env.LIFELEDGER_KEY || env.LIFELEDGER_ADMIN_KEY;
  // The key in the data directory is of this machine's server, and is sent to no other.
  if (given || !isLoopback(url)) return given || undefined;
  const text = await readFile(join(dataDir(env), 'admin-key'), 'utf8').catch(() => '');
  return text.trim() || undefined;
}

function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}
