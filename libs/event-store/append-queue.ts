import { setImmediate } from 'node:timers/promises';
import { type AppendResult, StoreBusy } from './port.js';

interface Waiting<Prepared> {
  batch: readonly Prepared[];
  resolve: (results: AppendResult[]) => void;
  reject: (error: unknown) => void;
}

/** Most events that one group takes: bounds the time the lock is held. */
const GROUP_SIZE = 5_000;

/**
 * Group commit: while one group is on its way, whatever arrives waits and goes together in the next.
 * So the lock and the disk are asked once for many single events.
 */
export class AppendQueue<Prepared> {
  private waiting: Waiting<Prepared>[] = [];
  private waitingEvents = 0;
  private running: Promise<void> | null = null;

  /**
   * @param write appends a group, results in its order. An error in the place of a result refuses the batch it belongs
   *   to; one that is thrown refuses the whole group
   * @param mostWaiting most events that wait; beyond it the caller is told to come again
   */
  constructor(
    private readonly write: (group: Prepared[]) => Promise<(AppendResult | Error)[]>,
    private readonly mostWaiting: number,
  ) {}

  append(batch: readonly Prepared[]): Promise<AppendResult[]> {
    if (batch.length === 0) return Promise.resolve([]);
    if (this.waitingEvents > 0 && this.waitingEvents + batch.length > this.mostWaiting) {
      return Promise.reject(new StoreBusy());
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ batch, resolve, reject });
      this.waitingEvents += batch.length;
      this.running ??= this.run();
    });
  }

  /** Resolves when nothing waits any more. */
  async drained(): Promise<void> {
    while (this.running) await this.running;
  }

  private async run(): Promise<void> {
    // Let everything that has arrived meanwhile be read first, so that it joins the group.
    await setImmediate();
    let answer: () => void = () => undefined;
    let before = this.waiting.length;
    while (this.waiting.length > 0) {
      // Whoever was in the group before is about to ask again: of both, half goes now, and half while that is written.
      const group = this.take(Math.ceil((before + this.waiting.length) / 2));
      before = group.length;
      const written = this.writeGroup(group);
      // The group before is answered when this one is on its way: neither waits for the other.
      await setImmediate();
      answer();
      answer = await written;
    }
    this.running = null;
    answer();
  }

  /** Writes a group. @returns what tells its callers */
  private async writeGroup(taken: readonly Waiting<Prepared>[]): Promise<() => void> {
    try {
      const results = await this.write(taken.flatMap(({ batch }) => batch));
      return () => {
        let from = 0;
        for (const { batch, resolve, reject } of taken) {
          const own = results.slice(from, from + batch.length);
          const refused = own.find((result) => result instanceof Error);
          if (refused) reject(refused);
          else resolve(own as AppendResult[]);
          from += batch.length;
        }
      };
    } catch (error) {
      return () => {
        for (const { reject } of taken) reject(error);
      };
    }
  }

  /** @param most appends that are taken */
  private take(most: number): Waiting<Prepared>[] {
    let count = 0;
    let size = 0;
    while (
      count < Math.min(most, this.waiting.length) &&
      (count === 0 || size + this.waiting[count].batch.length <= GROUP_SIZE)
    ) {
      size += this.waiting[count].batch.length;
      count += 1;
    }
    this.waitingEvents -= size;
    return this.waiting.splice(0, count);
  }
}
