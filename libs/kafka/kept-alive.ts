import { setTimeout as pause } from 'node:timers/promises';

/** What a session is given to work with. */
export interface SessionContext {
  /** Aborts when it is time to end. */
  signal: AbortSignal;
  /** To be called when the session works: the next failure is a first one again. */
  well(): void;
}

export interface KeptAliveOptions {
  /** Works until the signal aborts; rejects when it cannot go on. */
  session(context: SessionContext): Promise<void>;
  /** Takes a line for the log. */
  report(line: string): void;
  /** First and longest pause before another session, in milliseconds. */
  pauses?: { first: number; longest: number };
}

const PAUSES = { first: 1_000, longest: 30_000 };

/** Begins a session anew whenever one fails, after pauses that grow, from start to stop. */
export class KeptAlive {
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private trouble: string | null = 'it has not begun yet';

  constructor(private readonly options: KeptAliveOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Ends after what the session has in hand. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** For readiness. @throws Error with the reason while no session is well */
  check(): void {
    if (this.trouble !== null) throw new Error(this.trouble);
  }

  private async run(): Promise<void> {
    const { session, report, pauses = PAUSES } = this.options;
    const { signal } = this.stopping;
    let delay = pauses.first;
    const well = () => {
      this.trouble = null;
      delay = pauses.first;
    };
    while (!signal.aborted) {
      // What a session hangs on its signal goes with it.
      const own = new AbortController();
      const end = () => own.abort();
      signal.addEventListener('abort', end);
      try {
        await session({ signal: own.signal, well });
      } catch (error) {
        if (signal.aborted) return;
        this.trouble = error instanceof Error ? error.message : String(error);
        report(`${this.trouble}; trying again in ${delay / 1_000} s`);
      } finally {
        signal.removeEventListener('abort', end);
      }
      const waited = delay;
      delay = Math.min(delay * 2, pauses.longest);
      await pause(waited, undefined, { signal }).catch(() => undefined);
    }
  }
}
