import { readConfiguration } from '../configuration/index.js';
import type { Service } from './service.js';
import { startService } from './start-service.js';
import { stopSignal } from './stop-signal.js';

/**
 * Runs a service by the process's variables until SIGINT or SIGTERM, then stops it cleanly.
 * @returns the exit code: 0 stopped, 1 it failed, which one line on standard error tells
 */
export async function runService(service: Service): Promise<0 | 1> {
  const stopped = stopSignal();
  try {
    const running = await startService(service, readConfiguration(process.env));
    const lines = ['', `Lifeledger ${service.name} runs at ${running.url}`, ...running.lines, ''];
    process.stdout.write(`${lines.join('\n')}\n`);
    await stopped;
    process.stdout.write('stopping …\n');
    await running.stop();
    return 0;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    process.stderr.write(`error: ${said.replace(/\p{Cc}+/gu, ' ')}\n`);
    return 1;
  }
}
