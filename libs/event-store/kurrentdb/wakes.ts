import { END, type EventStoreDBClient, eventTypeFilter } from '@eventstore/db-client';
import { GrowingPauses } from './log-away.js';
import { TYPE_PREFIX } from './stored-event.js';

/**
 * A subscription to the end of the log that says when it grows. It is opened again when it breaks, with growing
 * pauses. It is a hint: whoever waits also looks, so that a lost one costs time and nothing else.
 */
export class Wakes {
  private readonly stopping = new AbortController();
  private readonly waiting = new Set<() => void>();
  private running: Promise<void> | null = null;
  private end: () => void = () => undefined;

  constructor(private readonly client: EventStoreDBClient) {}

  /** Resolves when the log has grown or may have, after `milliseconds`, or when the signal aborts. */
  async next(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted || this.stopping.signal.aborted) return;
    this.running ??= this.run();
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
    this.stopping.abort();
    this.wake();
    this.end();
    await this.running;
  }

  private wake(): void {
    for (const done of this.waiting) done();
  }

  private async run(): Promise<void> {
    const pauses = new GrowingPauses(Number.POSITIVE_INFINITY, this.stopping.signal);
    while (!this.stopping.signal.aborted) {
      await this.follow(() => pauses.begin());
      // Whatever ended it: the only thing to do is to try again.
      await pauses.pause();
    }
  }

  /** One subscription, until it ends or breaks. */
  private follow(begun: () => void): Promise<void> {
    return new Promise((resolve) => {
      const subscription = this.client.subscribeToAll({
        fromPosition: END,
        filter: eventTypeFilter({ prefixes: [TYPE_PREFIX] }),
      });
      this.end = () => {
        void subscription.unsubscribe().catch(() => undefined);
        resolve();
      };
      subscription.on('confirmation', () => {
        begun();
        // What came before it listened went by unheard.
        this.wake();
      });
      subscription.on('data', () => this.wake());
      for (const over of ['error', 'end', 'close'] as const) subscription.on(over, () => resolve());
    });
  }
}
