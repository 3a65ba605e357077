import type { Standing } from './standing-events.js';

/**
 * The source a reference points to: its own, where that has the id; else the one that had it earliest; else
 * none. `targets` are in order of time.
 */
export function sourceMeant(reference: Standing, targets: Standing[], field: string): string | undefined {
  const named = targets.filter((target) => target.data[field] === reference.data[field]);
  return (named.find((target) => target.source === reference.source) ?? named[0])?.source;
}
