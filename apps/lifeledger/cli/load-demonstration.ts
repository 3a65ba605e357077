import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../../libs/client/index.js';
import {
  DEMONSTRATION_EVENTS,
  type DemonstrationEvent,
  demonstrationEvents,
} from '../../../libs/demonstration/index.js';
import type { Entry } from '../../../libs/import-formats/index.js';
import { CommandFailed } from './errors.js';
import { importEvents } from './import/import-events.js';
import type { Patience } from './import/send-patiently.js';
import { emptyTally, summary } from './import/tally.js';
import { counted } from './numbers.js';
import { type Progress, startProgress } from './progress.js';
import type { Terminal } from './terminal.js';

export interface LoadOptions {
  client: Client;
  terminal: Pick<Terminal, 'out' | 'err'>;
  patience: Patience;
  /** Ends the loading early, without an error: what is loaded stays, and is passed over the next time. */
  signal?: AbortSignal;
  /** What to load, and how many they are; the demonstration data where left out. */
  events?: Iterable<DemonstrationEvent>;
  total?: number;
}

/** Milliseconds between two looks at how far the projections have come. */
const LOOK_EVERY = 300;

/**
 * Publishes the demonstration data, waits until the figures hold it, and prints what became of it.
 * @throws CommandFailed when something was rejected; what stopped the loading, otherwise
 */
export async function loadDemonstration({
  client,
  terminal,
  patience,
  signal,
  events = demonstrationEvents(),
  total = DEMONSTRATION_EVENTS,
}: LoadOptions): Promise<void> {
  const standing = { tally: emptyTally(), lastStored: -1 };
  const { tally } = standing;
  const progress = startProgress(terminal, 'demo', counted(0, 'event'), total);
  try {
    const onSettled = () => progress.update(tally.read, counted(tally.read, 'event'));
    await importEvents(entriesOf(events, signal), standing, {
      client,
      patience,
      note: progress.note,
      onSettled,
    });
    await untilFigured(client, progress, total, signal);
  } finally {
    progress.stop();
  }
  if (signal?.aborted) return;
  if (tally.accepted === 0 && tally.rejected === 0) {
    terminal.out.write(`the demonstration data was there already: ${counted(tally.read, 'event')}\n`);
    return;
  }
  terminal.out.write(summary(tally, 'event'));
  if (tally.rejected > 0) throw new CommandFailed(`${counted(tally.rejected, 'event')} rejected`);
}

async function* entriesOf(
  events: Iterable<DemonstrationEvent>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Entry> {
  let place = 0;
  for (const event of events) {
    if (signal?.aborted) return;
    yield { place: ++place, json: JSON.stringify(event) };
  }
}

/** Waits until every projection has come to where the log ended when the loading was done. */
async function untilFigured(
  client: Client,
  progress: Progress,
  total: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  let loaded: number | undefined;
  while (!signal?.aborted) {
    const projections = await client.projections();
    loaded ??= Math.max(0, ...projections.map(({ head }) => Number(head)));
    const behind = loaded - Math.min(loaded, ...projections.map(({ position }) => Number(position)));
    if (behind <= 0) return;
    progress.update(total, `loaded, ${counted(behind, 'event')} to go into the figures`);
    await pause(LOOK_EVERY);
  }
}
