/** What has to be undone at the end, the last first. */
export class Undo {
  private readonly steps: (() => Promise<unknown>)[] = [];

  add(step: () => Promise<unknown>): void {
    this.steps.push(step);
  }

  async all(): Promise<void> {
    for (const step of this.steps.splice(0).reverse()) await step();
  }
}
