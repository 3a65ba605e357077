import { partitionOf } from './partition.js';

/** How far a partition has come, and the epoch of the lease it is held under. */
export interface Checkpoint {
  position: number;
  epoch: number;
}

/** How far a batch brings some partitions. */
export interface Step {
  partitions: readonly number[];
  /** Of the log. */
  position: number;
}

/**
 * The partitions that a transaction may write: it has locked their checkpoints, so nobody else does. Everything that
 * belongs to another partition is left to a message.
 */
export interface Share {
  /** How many partitions there are. */
  readonly partitions: number;
  /** The share is the whole: there is nobody to send messages to. */
  readonly all: boolean;
  /** The lowest partition of the share: names the rows of sums that are this projector's own. */
  readonly lane: number;
  /** Those of the share. */
  readonly held: readonly number[];
  has(partition: number): boolean;
  /** The partition that a key belongs to. */
  homeOf(key: string): number;
  /** Up to where the log is in the tables as far as a partition of the share goes, this transaction's batch included. */
  foldedTo(partition: number): number;
}

export function shareOf(held: ReadonlyMap<number, Checkpoint>, partitions: number, step: Step | null): Share {
  const moved = new Set(step?.partitions);
  return {
    partitions,
    all: held.size === partitions,
    lane: Math.min(...held.keys()),
    held: [...held.keys()],
    has: (partition) => held.has(partition),
    homeOf: (key) => partitionOf(key, partitions),
    foldedTo: (partition) =>
      step && moved.has(partition) ? step.position : (held.get(partition)?.position ?? 0),
  };
}

/** The share of a projector that is alone. @param position up to where the log is in the tables */
export function wholeShare(partitions: number, position: number): Share {
  const all = Array.from({ length: partitions }, (_, partition) => partition);
  return shareOf(new Map(all.map((partition) => [partition, { position, epoch: 0 }])), partitions, null);
}
