import { Client } from 'pg';

/**
 * LISTEN on a connection of its own, which is opened again when it breaks. Notifications are hints:
 * whoever waits also polls, so a lost one costs time and nothing else.
 */
export class Notifications {
  private client: Client | null = null;
  private stopped = false;
  private waiting = new Set<() => void>();

  constructor(
    private readonly url: string,
    private readonly channel: string,
  ) {}

  /** Resolves at the next notification, after `milliseconds`, or when the signal aborts. */
  async next(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    if (!this.client && !this.stopped) void this.connect();
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.waiting.add(done);
      signal?.addEventListener('abort', done);
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const wake of this.waiting) wake();
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new Client({ connectionString: this.url, application_name: 'lifeledger listener' });
    this.client = client;
    const lost = () => {
      if (this.client === client) this.client = null;
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', () => {
      for (const wake of this.waiting) wake();
    });
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(this.channel)}`);
      if (this.stopped) await client.end();
    } catch {
      lost();
      await client.end().catch(() => undefined);
    }
  }
}
