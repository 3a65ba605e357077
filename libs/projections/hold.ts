import type { Connection } from '../database/index.js';
import { giveUpLeases, keepLeases, type Place, takeLeases } from './lease.js';
import type { Checkpoint } from './share.js';

/** Which partitions a projector may take at most. */
export interface Claim {
  /** How many partitions there are. */
  partitions: number;
  /** How many projectors share them. */
  living: number;
  /** The partitions that were assigned to this one; null: its fair share of all. */
  assigned: ReadonlySet<number> | null;
}

/**
 * Brings what a projector holds of a generation to what it may hold: keeps its leases, gives up what others are to
 * have, takes what is free.
 * @returns what it holds now, by partition
 */
export async function hold(
  connection: Connection,
  place: Place,
  owner: string,
  { partitions, living, assigned }: Claim,
): Promise<{ held: Map<number, Checkpoint>; gaveUp: boolean }> {
  const held = await keepLeases(connection, place, owner);
  const most = assigned ? assigned.size : Math.ceil(partitions / living);
  const wanted = [...held.keys()].filter((partition) => assigned?.has(partition) ?? true);
  const kept = new Set(wanted.sort((a, b) => a - b).slice(0, most));
  const surplus = [...held.keys()].filter((partition) => !kept.has(partition));
  if (surplus.length > 0) {
    await giveUpLeases(connection, place, owner, surplus);
    for (const partition of surplus) held.delete(partition);
  }
  if (held.size < Math.min(most, partitions)) {
    const among = assigned ? [...assigned] : null;
    const taken = await takeLeases(connection, place, owner, most - held.size, among);
    for (const [partition, checkpoint] of taken) held.set(partition, checkpoint);
  }
  return { held: new Map([...held].sort(([a], [b]) => a - b)), gaveUp: surplus.length > 0 };
}
