/** The answers given last, the least recently used one leaving first. Keys name all that an answer depends on. */
export class AnswerCache<Answer> {
  private readonly answers = new Map<string, Answer>();

  constructor(private readonly size: number) {}

  get(key: string): Answer | undefined {
    const answer = this.answers.get(key);
    if (answer !== undefined) {
      this.answers.delete(key);
      this.answers.set(key, answer);
    }
    return answer;
  }

  set(key: string, answer: Answer): void {
    this.answers.set(key, answer);
    if (this.answers.size > this.size) this.answers.delete(this.answers.keys().next().value as string);
  }
}
