import { Injectable, Logger } from '@nestjs/common';

/** Resolves when a part is ready to serve; rejects with the reason when it is not. */
export type ReadinessCheck = () => Promise<void>;

const PATIENCE_MS = 2000;

/** The parts that must be well before the process takes requests. Rooms add theirs. */
@Injectable()
export class Readiness {
  private readonly logger = new Logger('Readiness');
  private readonly checks = new Map<string, ReadinessCheck>();

  /** @param name what the answer calls it: `database`, `migrations`, `projections` */
  add(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
  }

  /** Asks every check at once. A check that says nothing for 2 s counts as failing. */
  async ask(): Promise<{ ready: boolean; checks: Record<string, 'ok' | 'failing'> }> {
    const entries = await Promise.all(
      [...this.checks].map(async ([name, check]) => {
        const well = await withinPatience(check).catch((error) => {
          // The reason may name hosts: it goes to the log, not to whoever asks without a key.
          this.logger.warn(`${name} is not ready: ${error instanceof Error ? error.message : error}`);
          return 'failing' as const;
        });
        return [name, well] as const;
      }),
    );
    return { ready: entries.every(([, state]) => state === 'ok'), checks: Object.fromEntries(entries) };
  }
}

async function withinPatience(check: ReadinessCheck): Promise<'ok'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    await Promise.race([check(), late]);
    return 'ok';
  } finally {
    clearTimeout(timer);
  }
}
