import type { Key } from '../../access/index.js';
import { isJsonObject } from '../../events/index.js';
import { type EventInput, isRead, needsAdmin, type Outcome } from '../../intake/index.js';
import { type DeadLetter, deadLetter, type Origin } from './dead-letter.js';

/** An event as it was read, and where it lay. */
export interface Arrival {
  input: EventInput;
  origin: Origin;
}

/** Publishes inputs that come from a key; resolved when what is accepted, and what is refused, is durable. */
export type Publish = (inputs: readonly EventInput[], key: Key) => Promise<Outcome>;

/** Whoever may write to the topic may publish for any source. */
const EVERYBODY: Key = { id: 'kafka', name: 'Kafka', scopes: ['events:write'], sources: null };
/** For merges and erasures of trusted sources, and nothing else. */
const TRUSTED: Key = { ...EVERYBODY, scopes: ['events:write', 'admin'] };

/**
 * Publishes what arrived, in its order: merges and erasures with an admin's right where their source is trusted.
 * @returns what must be told of those that were not accepted
 * @throws what `publish` throws; then all of it may be published again
 */
export async function publishMessages(
  arrivals: readonly Arrival[],
  publish: Publish,
  trustedSources: ReadonlySet<string>,
): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for (const { key, run } of runsByKey(arrivals, trustedSources)) {
    const { results } = await publish(
      run.map(({ input }) => input),
      key,
    );
    for (const result of results) {
      if (result.status !== 'rejected') continue;
      const { input, origin } = run[result.index];
      letters.push(deadLetter(input, result.errors, origin));
    }
  }
  return letters;
}

/** Neighbours that are published with one key. */
function runsByKey(arrivals: readonly Arrival[], trustedSources: ReadonlySet<string>) {
  const runs: { key: Key; run: Arrival[] }[] = [];
  for (const arrival of arrivals) {
    const key = isTrusted(arrival.input, trustedSources) ? TRUSTED : EVERYBODY;
    const last = runs.at(-1);
    if (last?.key === key) last.run.push(arrival);
    else runs.push({ key, run: [arrival] });
  }
  return runs;
}

function isTrusted(input: EventInput, trustedSources: ReadonlySet<string>): boolean {
  if (trustedSources.size === 0 || !isRead(input) || !isJsonObject(input.value)) return false;
  const { type, source } = input.value;
  return (
    typeof type === 'string' &&
    needsAdmin({ type }) &&
    typeof source === 'string' &&
    trustedSources.has(source)
  );
}
