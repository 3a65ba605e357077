/** Streams whose last revision is remembered; beyond it the memory is emptied. */
const MOST_STREAMS = 200_000;

/**
 * What this process remembers of the log: its last position, and the last revisions of streams as they were then.
 * It holds for as long as the log still ends at that position.
 */
export class LogHeads {
  private position = -1;
  private revisions = new Map<string, number>();

  /** Whether the log still ends where this memory was made. If it does not, the memory is emptied. */
  holdsAt(position: number): boolean {
    if (position === this.position) return true;
    this.forget();
    return false;
  }

  /** The last revision of a stream, −1 for one without events; undefined when it is not remembered. */
  revision(stream: string): number | undefined {
    return this.revisions.get(stream);
  }

  /** Takes over what a committed transaction has left behind. */
  remember(position: number, revisions: ReadonlyMap<string, number>): void {
    if (this.revisions.size + revisions.size > MOST_STREAMS) this.revisions.clear();
    for (const [stream, revision] of revisions) this.revisions.set(stream, revision);
    this.position = position;
  }

  forget(): void {
    this.position = -1;
    this.revisions.clear();
  }
}
