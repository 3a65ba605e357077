/** Work on one connection, one piece after the other, handed in without waiting. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Does the work when what was handed in before is done. After a failure nothing more is done. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn;
    // Met by whoever awaits the turn, or `done`.
    turn.catch(() => undefined);
    return turn;
  }

  /** Resolves when all is done. @throws what failed */
  async done(): Promise<void> {
    await this.last;
  }
}
