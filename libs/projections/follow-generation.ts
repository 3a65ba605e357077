import type { DataSource } from 'typeorm';
import { transaction, withConnection } from '../database/index.js';
import type { EventStore } from '../event-store/index.js';
import type { RecordedEvent } from '../events/index.js';
import { CHANNEL, GenerationFold } from './fold-generation.js';
import { createFollowUpIndexes, type Generation, switchTo } from './generations.js';
import type { Place } from './lease.js';
import type { Membership } from './membership.js';
import { nextStage, type Portion, readPortion, type Stage } from './next-step.js';
import type { Projection } from './projection.js';
import type { Checkpoint } from './share.js';
import { lowestPosition } from './standing.js';

/**
 * How long follow-up is put off while a catch-up goes on; after it, answers move although the log is not read out. In
 * milliseconds, and in follow-ups: however long one takes, most of the time goes to the log.
 */
const PUT_OFF = { least: 60_000, followUps: 3 };

export interface Following {
  store: EventStore;
  dataSource: DataSource;
  projection: Projection;
  batchSize: number;
  stopping: AbortSignal;
  report: (line: string) => void;
  membership: Membership;
}

/** A portion of the log on its way to the fold. */
type Reading = Promise<Portion & { prepared: unknown }>;

/** Brings the partitions of one generation that are held to the head of the log. */
export class GenerationFollower {
  private readonly place: Place;
  private fold: GenerationFold | null = null;
  private readyToFollowUp = false;

  constructor(
    private readonly following: Following,
    private readonly generation: number,
  ) {
    this.place = { projection: following.projection.name, generation };
  }

  /**
   * @param status of the generation
   * @param retry whether to look for what was set aside and is to be tried again
   * @param between called after each transaction
   * @returns whether there was anything to do
   */
  async advance(
    status: Generation['status'],
    retry: boolean,
    between: () => Promise<unknown>,
  ): Promise<boolean> {
    const { store, stopping } = this.following;
    let fold = await this.held();
    if (!fold) return false;
    let worked = false;
    let lastSettled = Date.now();
    let putOff = PUT_OFF.least;
    let stage = nextStage(fold.held);
    let next = this.read(stage);
    while (!stopping.aborted) {
      const { events, step, more, prepared } = await next;
      if (step) {
        const ahead = new Map(fold.held);
        for (const partition of step.partitions) {
          ahead.set(partition, { ...(ahead.get(partition) as Checkpoint), position: step.position });
        }
        stage = nextStage(ahead);
        // Read on while this batch is folded.
        if (more) next = this.read(stage);
        else await this.makeReadyToFollowUp();
        await fold.batch(events, step, !more, prepared);
        await between();
        worked = true;
      }
      const tired = status === 'active' && Date.now() - lastSettled > putOff;
      if (!more || tired) {
        const began = Date.now();
        await this.makeReadyToFollowUp();
        if (retry) await fold.retry((positions) => store.readPositions(positions));
        await this.followUp(fold, between);
        lastSettled = Date.now();
        putOff = Math.max(PUT_OFF.least, PUT_OFF.followUps * (lastSettled - began));
      }
      if (!more) break;
      const now = await this.held();
      if (!now) return worked;
      if (now !== fold) {
        fold = now;
        stage = nextStage(fold.held);
        next = this.read(stage);
      }
    }
    if (status === 'building' && !stopping.aborted && (await this.isWhole())) {
      worked = (await this.switchTo()) || worked;
    }
    return worked;
  }

  /** What is held now; a new fold when that has changed. Null for nothing. */
  private async held(): Promise<GenerationFold | null> {
    const { dataSource, projection, report, membership } = this.following;
    const held = await membership.hold(this.place);
    if (held && !isTheSame(held, this.fold?.held)) {
      this.fold =
        held.size === 0 ? null : new GenerationFold(dataSource, projection, this.place, held, report);
    }
    return this.fold;
  }

  private read(stage: Stage): Reading {
    const { store, projection, batchSize } = this.following;
    const reading = readPortion(store, stage, batchSize, projection.partitions).then(async (portion) => ({
      ...portion,
      prepared: await preparedOrNot(projection, portion.events),
    }));
    // A read that runs ahead: its failure is met when it is awaited, not before.
    reading.catch(() => undefined);
    return reading;
  }

  private async makeReadyToFollowUp(): Promise<void> {
    if (this.readyToFollowUp) return;
    const { dataSource, projection } = this.following;
    await transaction(dataSource, (connection) =>
      createFollowUpIndexes(connection, projection, this.generation),
    );
    this.readyToFollowUp = true;
  }

  private async followUp(fold: GenerationFold, between: () => Promise<unknown>): Promise<void> {
    const { stopping } = this.following;
    while (!stopping.aborted && (await fold.followMessages())) await between();
    while (!stopping.aborted && (await fold.settleMarked())) await between();
    while (!stopping.aborted && (await fold.settleDue())) await between();
  }

  /** Whether all of the log, up to its head a moment ago, is in the tables: of every partition, and all follow-up. */
  private async isWhole(): Promise<boolean> {
    const { dataSource, store } = this.following;
    const { position, isSettled } = await withConnection(dataSource, (connection) =>
      lowestPosition(connection, this.place),
    );
    return isSettled && (await store.readAll({ after: position, limit: 1 })).length === 0;
  }

  private async switchTo(): Promise<boolean> {
    const { dataSource, projection, report } = this.following;
    const { generation } = this;
    const switched = await transaction(dataSource, async (connection) => {
      await connection.query(`notify ${CHANNEL}`);
      return switchTo(connection, projection, generation);
    });
    if (switched) report(`${projection.name}: generation ${generation} serves now`);
    return switched;
  }
}

function isTheSame(
  held: ReadonlyMap<number, Checkpoint>,
  known: ReadonlyMap<number, Checkpoint> | undefined,
): boolean {
  if (!known || held.size !== known.size) return false;
  return [...held].every(([partition, { epoch }]) => known.get(partition)?.epoch === epoch);
}

/** A batch that cannot be prepared fails when it is folded, where the event at fault is found. */
async function preparedOrNot(projection: Projection, events: readonly RecordedEvent[]): Promise<unknown> {
  try {
    return events.length === 0 ? undefined : await projection.prepare?.(events);
  } catch {
    return undefined;
  }
}
