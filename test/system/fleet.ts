import type { StartedProcess } from './start-process.js';
import { type ServiceName, startService } from './start-service.js';

/** One place for a service, filled by a process that may be killed and replaced. */
export class Place {
  private running: Promise<StartedProcess>;

  constructor(
    private readonly service: ServiceName,
    private readonly env: NodeJS.ProcessEnv,
  ) {
    this.running = this.start();
  }

  /** Where it serves; pending until it does. */
  async url(): Promise<string> {
    return (await this.running).url;
  }

  /** SIGKILL; resolves when another process serves in its place. */
  async replace(): Promise<void> {
    const { child, ended } = await this.running;
    child.kill('SIGKILL');
    await ended;
    this.running = this.start();
    await this.running;
  }

  /** Ends it. @returns its exit code, null where the signal ended it */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const { child, ended } = await this.running;
    child.kill(signal);
    return ended;
  }

  private start(): Promise<StartedProcess> {
    const starting = startService(this.service, this.env);
    starting.catch(() => undefined); // said where it is awaited
    return starting;
  }
}
