import { Client } from 'pg';

/**
 * LISTEN on a connection of its own, which is opened again when it breaks. Notifications are hints:
 * whoever waits also polls, so a lost one costs time and nothing else.
 */
export class Notifications {
  private client: Client | null = null;
  private stopped = false;
  private waiting = new Set<(notified: boolean) => void>();

  constructor(
    private readonly url: string,
    private readonly channel: string,
  ) {}

  /**
   * Resolves at the next notification or when one may have been missed, after `milliseconds`, or when the signal
   * aborts.
   * @returns whether there was, or may have been, a notification
   */
  async next(milliseconds: number, signal?: AbortSignal): Promise<boolean> {
    if (signal?.aborted) return false;
    if (!this.client && !this.stopped) void this.connect();
    return new Promise<boolean>((resolve) => {
      const done = (notified: boolean) => {
        clearTimeout(timer);
        this.waiting.delete(done);
        signal?.removeEventListener('abort', aborted);
        resolve(notified);
      };
      const aborted = () => done(false);
      const timer = setTimeout(aborted, milliseconds);
      this.waiting.add(done);
      signal?.addEventListener('abort', aborted);
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.client?.end().catch(() => undefined);
  }

  /** As a notification does: ends the waiting. */
  wake(): void {
    for (const done of this.waiting) done(true);
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
      this.wake();
    });
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(this.channel)}`);
      // What was said before we listened went by unheard.
      this.wake();
      client.on('end', () => this.wake());
      if (this.stopped) await client.end();
    } catch {
      lost();
      await client.end().catch(() => undefined);
    }
  }
}
