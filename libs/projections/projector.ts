import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { type Connection, Notifications, transaction } from '../database/index.js';
import type { EventStore } from '../event-store/index.js';
import type { RecordedEvent } from '../events/index.js';
import { CHANNEL, GenerationFold } from './fold-generation.js';
import { currentGenerations, dropRetired, type Generation, switchTo } from './generations.js';
import { giveUpLease, type Place, sessionName, takeLease } from './lease.js';
import type { Projection } from './projection.js';
import { REQUESTS_CHANNEL } from './requests.js';
import { isTransient } from './transient.js';

export interface ProjectorOptions {
  store: EventStore;
  dataSource: DataSource;
  projection: Projection;
  report?: (line: string) => void;
  batchSize?: number;
  /** How often to look when nothing is notified. */
  pollMilliseconds?: number;
}

/** How often to look for a rebuild that was asked for, in milliseconds. */
const GENERATIONS_EVERY = 1_000;

/** How often the generation that serves is brought to the head while another is built, in milliseconds. */
const SERVE_EVERY = 250;

/** Longest that follow-up is put off while a catch-up goes on; after it, answers move although the log is not read out. Milliseconds. */
const LONGEST_PUT_OFF = 60_000;

/** Follows the log with one projection: the generation that serves and the one that is built beside it. */
export class Projector {
  private readonly stopping = new AbortController();
  private readonly requests: Notifications;
  private running: Promise<void> | null = null;
  private readonly report: (line: string) => void;
  private readonly batchSize: number;

  constructor(private readonly options: ProjectorOptions) {
    this.report = options.report ?? (() => undefined);
    this.batchSize = options.batchSize ?? 10_000;
    setMaxListeners(0, this.stopping.signal);
    this.requests = new Notifications((options.dataSource.options as { url: string }).url, REQUESTS_CHANNEL);
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Ends after the transaction that is under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.requests.stop();
  }

  private async run(): Promise<void> {
    let delay = 100;
    while (!this.stopping.signal.aborted) {
      try {
        await this.session();
        delay = 100;
      } catch (error) {
        if (this.stopping.signal.aborted) break;
        this.report(
          `${this.options.projection.name}: ${error instanceof Error ? error.message : error}; trying again`,
        );
        await pause(delay, undefined, { signal: this.stopping.signal }).catch(() => undefined);
        delay = Math.min(delay * 2, isTransient(error) ? 2_000 : 30_000);
      }
    }
  }

  /** Works under one database session, whose life is the life of its leases. */
  private async session(): Promise<void> {
    const { store, dataSource, projection } = this.options;
    let generations: Generation[] = [];
    let checked = 0;
    const runner = dataSource.createQueryRunner();
    const held = new Map<string, Place>();
    let owner = '';
    try {
      const session = (await runner.connect()) as Connection;
      owner = await sessionName(session);
      while (!this.stopping.signal.aborted) {
        // Asked for before the log is read, so that what is appended in between wakes us.
        let retry = false;
        const wait = this.options.pollMilliseconds ?? 1_000;
        const appended = store.nextAppend(wait, this.stopping.signal).then(() => false);
        const requested = this.requests.next(wait, this.stopping.signal);
        if (Date.now() - checked >= GENERATIONS_EVERY) {
          generations = await transaction(dataSource, (connection) =>
            currentGenerations(connection, projection),
          );
          await transaction(dataSource, (connection) => dropRetired(connection, projection)).catch(
            () => undefined,
          );
          checked = Date.now();
          retry = true;
        }
        const own = generations.filter(({ version }) => version === projection.version);
        const advance = (generation: Generation, between: () => Promise<unknown>) => {
          const place = { projection: projection.name, generation: generation.generation, partition: 0 };
          held.set(String(place.generation), place);
          return this.advance(session, place, owner, generation, retry, between);
        };
        const serving = own.find(({ status }) => status === 'active');
        const building = own.find(({ status }) => status === 'building');
        // While one is built, the one that serves is kept at the head.
        const serve = async () => (serving ? advance(serving, async () => undefined) : false);
        let served = Date.now();
        const serveNowAndThen = async () => {
          if (Date.now() - served < SERVE_EVERY) return;
          await serve();
          served = Date.now();
        };
        const busy = (await serve()) || (building ? await advance(building, serveNowAndThen) : false);
        if (building) checked = 0;
        if (!busy && (await Promise.race([appended, requested]))) checked = 0;
      }
    } finally {
      if (owner) {
        for (const place of held.values()) {
          await transaction(dataSource, (connection) => giveUpLease(connection, place, owner)).catch(
            () => undefined,
          );
        }
      }
      await runner.release().catch(() => undefined);
    }
  }

  /** Brings one generation to the head of the log. @returns whether there was anything to do */
  private async advance(
    session: Connection,
    place: Place,
    owner: string,
    generation: Generation,
    retry: boolean,
    between: () => Promise<unknown>,
  ): Promise<boolean> {
    const { store, dataSource, projection } = this.options;
    const checkpoint = await takeLease(session, place, owner);
    if (!checkpoint) return false;
    const fold = new GenerationFold(dataSource, projection, place, checkpoint.epoch, this.report);
    let { position } = checkpoint;
    let worked = false;
    let lastSettled = Date.now();
    const read = async (after: number): Promise<Batch> => {
      const events = await store.readAll({ after, limit: this.batchSize });
      return { events, prepared: preparedOrNot(projection, events) };
    };

    let next = prefetch(read(position));
    while (!this.stopping.signal.aborted) {
      const { events, prepared } = await next;
      const catchingUp = events.length === this.batchSize;
      if (events.length > 0) {
        position = events[events.length - 1].position;
        // Read on while this batch is folded.
        if (catchingUp) next = prefetch(read(position));
        await fold.batch(events, !catchingUp, prepared);
        await between();
        worked = true;
      }
      const tired = generation.status === 'active' && Date.now() - lastSettled > LONGEST_PUT_OFF;
      if (!catchingUp || tired) {
        if (retry) await fold.retry((positions) => store.readPositions(positions), position);
        await this.settleAll(fold, position, between);
        lastSettled = Date.now();
      }
      if (!catchingUp) break;
    }
    if (
      generation.status === 'building' &&
      !this.stopping.signal.aborted &&
      !(await this.anyLeft(position))
    ) {
      const switched = await transaction(dataSource, async (connection) => {
        await connection.query(`notify ${CHANNEL}`);
        return switchTo(connection, projection, generation.generation);
      });
      if (switched) this.report(`${projection.name}: generation ${generation.generation} serves now`);
      worked = true;
    }
    return worked;
  }

  private async settleAll(
    fold: GenerationFold,
    position: number,
    between: () => Promise<unknown>,
  ): Promise<void> {
    while (!this.stopping.signal.aborted && (await fold.settleMarked(position))) await between();
    while (!this.stopping.signal.aborted && (await fold.settleDue(position))) await between();
  }

  private async anyLeft(position: number): Promise<boolean> {
    return (await this.options.store.readAll({ after: position, limit: 1 })).length > 0;
  }
}

interface Batch {
  events: RecordedEvent[];
  prepared: unknown;
}

/** A batch that cannot be prepared fails when it is folded, where the event at fault is found. */
function preparedOrNot(projection: Projection, events: readonly RecordedEvent[]): unknown {
  try {
    return projection.prepare?.(events);
  } catch {
    return undefined;
  }
}

/** A read that runs ahead: its failure is met when it is awaited, not before. */
function prefetch(reading: Promise<Batch>): Promise<Batch> {
  reading.catch(() => undefined);
  return reading;
}
