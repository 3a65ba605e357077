import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerProcess } from './server-process.js';
import { startWatchdog } from './watchdog.js';

const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** How long a first start is tried again while sessions of a killed server still hold its memory. */
const FIRST_START_PATIENCE_MS = 30_000;

/**
 * Runs a server and starts it again whenever it ends without being asked to.
 * @param launch begins one run
 * @param log gets a line for every end and every new start
 * @returns once it takes connections: what stops it, resolving when it has ended
 * @throws what the server said, where its first start fails
 */
export async function supervise(
  launch: () => ServerProcess,
  log: (line: string) => void,
): Promise<() => Promise<void>> {
  const watchdog = startWatchdog();
  const stopping = new AbortController();
  let server = launchGuarded();

  function launchGuarded(): ServerProcess {
    const launched = launch();
    watchdog.guard(launched.pid);
    void launched.ended.then(() => server === launched && watchdog.guard(undefined));
    return launched;
  }

  async function firstStart(): Promise<void> {
    for (const deadline = Date.now() + FIRST_START_PATIENCE_MS; ; await sleep(SHORTEST_PAUSE_MS)) {
      try {
        return await server.ready;
      } catch (error) {
        await server.ended;
        const heldByOldSessions = (error as Error).message.includes('pre-existing shared memory block');
        if (!heldByOldSessions || Date.now() > deadline) throw error;
        server = launchGuarded();
      }
    }
  }

  async function keepRunning(): Promise<void> {
    while (true) {
      const how = await server.ended;
      if (stopping.signal.aborted) return;
      log(`PostgreSQL ended ${how}; starting it again`);
      for (let pause = SHORTEST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
        await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
        if (stopping.signal.aborted) return;
        server = launchGuarded();
        try {
          await server.ready;
          log('PostgreSQL runs again');
          break;
        } catch (error) {
          await server.ended;
          if (stopping.signal.aborted) return;
          log(`${(error as Error).message} Trying again`);
        }
      }
    }
  }

  try {
    await firstStart();
  } catch (error) {
    watchdog.dismiss();
    throw error;
  }
  const kept = keepRunning();
  return async () => {
    stopping.abort();
    server.stop();
    await kept;
    watchdog.dismiss();
  };
}
