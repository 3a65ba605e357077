import type { StoredKey } from './key.entity.js';

/** For how long a key revoked by another process may still be taken. */
const LIFE_MS = 5000;
/** Past this age the ring is read again beside the requests, so that none of them waits for it. */
const REFRESH_MS = 2500;
/** An id the ring does not know is looked for anew, but not more often than this. */
const UNKNOWN_MS = 1000;

/** The keys that are not revoked, held for a few seconds, so that a request costs no query. */
export class KeyRing {
  private keys = new Map<string, StoredKey>();
  private readAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | undefined;
  private edition = 0;

  /** @param read reads all keys that are not revoked */
  constructor(
    private readonly read: () => Promise<StoredKey[]>,
    private readonly clock: () => number = Date.now,
  ) {}

  /** The key of an id, or undefined. A promise only when the keys must be read first. */
  get(id: string): StoredKey | undefined | Promise<StoredKey | undefined> {
    const age = this.clock() - this.readAt;
    const key = this.keys.get(id);
    if (age >= LIFE_MS || (!key && age >= UNKNOWN_MS)) return this.refresh().then(() => this.keys.get(id));
    // Should this reading fail, a request past the ring's life finds out and says so.
    if (age >= REFRESH_MS) this.refresh().catch(() => undefined);
    return key;
  }

  /** Keys have changed: the next request reads them. */
  forget(): void {
    this.edition++;
    this.readAt = Number.NEGATIVE_INFINITY;
    this.reading = undefined;
  }

  private refresh(): Promise<void> {
    this.reading ??= this.readAll().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async readAll(): Promise<void> {
    const { edition } = this;
    const startedAt = this.clock();
    const keys = await this.read();
    // What was read before a change may lack it: read again.
    if (edition !== this.edition) return this.readAll();
    this.keys = new Map(keys.map((key) => [key.id, key]));
    this.readAt = startedAt;
  }
}
