interface Entry<Answer> {
  answer: Answer;
  size: number;
}

/**
 * The answers given last, the least recently used ones leaving first. Those of another state of the read model are never
 * asked for again: the first answer of a new state takes the place of them all.
 */
export class AnswerCache<Answer> {
  private readonly entries = new Map<string, Entry<Answer>>();
  private state = '';
  private held = 0;

  /** @param most the size that all answers together may have; one that is larger by itself is not kept */
  constructor(private readonly most: number) {}

  /** @param key with the state, all that an answer depends on */
  get(state: string, key: string): Answer | undefined {
    const entry = state === this.state ? this.entries.get(key) : undefined;
    if (!entry) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.answer;
  }

  set(state: string, key: string, answer: Answer, size: number): void {
    if (state !== this.state) {
      this.entries.clear();
      this.held = 0;
      this.state = state;
    }
    this.remove(key);
    if (size > this.most) return;
    this.entries.set(key, { answer, size });
    this.held += size;
    for (const oldest of this.entries.keys()) {
      if (this.held <= this.most) break;
      this.remove(oldest);
    }
  }

  private remove(key: string): void {
    this.held -= this.entries.get(key)?.size ?? 0;
    this.entries.delete(key);
  }
}
