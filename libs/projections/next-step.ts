import type { EventStore } from '../event-store/index.js';
import type { RecordedEvent } from '../events/index.js';
import { partitionOfEvent } from './partition.js';
import type { Checkpoint, Step } from './share.js';

/** Partitions that stand at the same position, and up to where they go on without the others. */
export interface Stage {
  partitions: readonly number[];
  after: number;
  /** Where the next ones stand; infinity for none. */
  upTo: number;
}

/** What was read of the log for a stage. */
export interface Portion {
  /** Those of the stage's partitions. */
  events: RecordedEvent[];
  /** How far this brings them; null when there was nothing to read. */
  step: Step | null;
  /** The log, or the way to the next partitions, surely goes on. It may also where a read of large events was short. */
  more: boolean;
}

/** Those of the held partitions that are furthest behind: they go first, so that all merge into one stage. */
export function nextStage(held: ReadonlyMap<number, Pick<Checkpoint, 'position'>>): Stage {
  const positions = [...held.values()].map(({ position }) => position);
  const after = Math.min(...positions);
  return {
    partitions: [...held].filter(([, { position }]) => position === after).map(([partition]) => partition),
    after,
    upTo: Math.min(...positions.filter((position) => position > after)),
  };
}

/** Reads on for a stage. @param partitions how many there are */
export async function readPortion(
  store: EventStore,
  { partitions: ofStage, after, upTo }: Stage,
  limit: number,
  partitions: number,
): Promise<Portion> {
  const read = await store.readAll({ after, limit });
  const last = read.at(-1)?.position ?? after;
  const position = Math.min(last, upTo);
  if (position === after) return { events: [], step: null, more: false };
  const wanted = new Set(ofStage);
  const all = wanted.size === partitions;
  return {
    events: read.filter(
      (event) => event.position <= position && (all || wanted.has(partitionOfEvent(event, partitions))),
    ),
    step: { partitions: ofStage, position },
    more: read.length === limit || upTo !== Number.POSITIVE_INFINITY,
  };
}
