import { Problem } from '../http/index.js';

/** So many wrong tries an address has, */
const TRIES = 10;
/** within so long after the first of them. */
const SPAN_MS = 60_000;
/** Of so many addresses tries are remembered; beyond, the oldest are forgotten. */
const ADDRESSES = 10_000;

/** Counts wrong tries to sign in by address, in this process. */
export class WrongTries {
  private readonly tries = new Map<string, { count: number; until: number }>();

  constructor(private readonly clock: () => number = Date.now) {}

  /**
   * A try begins, and counts as wrong until it is taken back, so that many at once are no way around the limit.
   * @returns what takes it back, when it was right
   * @throws Problem 429 with `Retry-After` when there were too many wrong ones
   */
  begin(address: string): () => void {
    const tries = this.triesOf(address);
    if (tries.count >= TRIES) {
      const seconds = Math.ceil((tries.until - this.clock()) / 1000);
      throw new Problem(429, `too many wrong tries: try again in ${seconds} s`, {
        headers: { 'Retry-After': String(seconds) },
      });
    }
    tries.count++;
    return () => {
      tries.count--;
    };
  }

  private triesOf(address: string): { count: number; until: number } {
    const known = this.tries.get(address);
    if (known && known.until > this.clock()) return known;
    const fresh = { count: 0, until: this.clock() + SPAN_MS };
    // Deleted first: the map's order is that in which the spans began.
    this.tries.delete(address);
    this.tries.set(address, fresh);
    if (this.tries.size > ADDRESSES) this.tries.delete(this.tries.keys().next().value as string);
    return fresh;
  }
}
