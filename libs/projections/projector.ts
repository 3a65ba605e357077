import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { type Connection, Notifications, transaction } from '../database/index.js';
import type { EventStore } from '../event-store/index.js';
import { GenerationFollower } from './follow-generation.js';
import { currentGenerations, dropRetired, type Generation } from './generations.js';
import { Membership } from './membership.js';
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
  /**
   * The partitions that were assigned to this projector, by a Kafka consumer group for one; asked again and again. It
   * takes those, as they become free, and no other. Without it, or while it says null, projectors share the partitions
   * evenly.
   */
  assigned?: () => ReadonlySet<number> | null;
}

/** How often to look for a rebuild that was asked for, in milliseconds. */
const GENERATIONS_EVERY = 1_000;

/** At most as often when others wake us, in milliseconds. */
const GENERATIONS_AT_MOST_EVERY = 50;

/** How often at most the generation that serves is brought to the head while another is built, in milliseconds. */
const SERVE_EVERY = 250;

/**
 * Follows the log with one projection: the generation that serves and the one that is built beside it, those of their
 * partitions that it holds.
 */
export class Projector {
  private readonly stopping = new AbortController();
  private readonly requests: Notifications;
  private running: Promise<void> | null = null;
  private membership: Membership | undefined;
  private readonly report: (line: string) => void;
  private readonly batchSize: number;
  private readonly poll: number;

  constructor(private readonly options: ProjectorOptions) {
    this.report = options.report ?? (() => undefined);
    this.batchSize = options.batchSize ?? 10_000;
    this.poll = options.pollMilliseconds ?? 1_000;
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

  /** Looks at once at what it may hold: something else was assigned. */
  lookAgain(): void {
    this.membership?.lookAgain();
    this.requests.wake();
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
    const { store, dataSource, projection, assigned } = this.options;
    const { report, batchSize } = this;
    const stopping = this.stopping.signal;
    let generations: Generation[] = [];
    let checked = 0;
    let membership: Membership | undefined;
    const runner = dataSource.createQueryRunner();
    try {
      const session = (await runner.connect()) as Connection;
      membership = await Membership.join(session, { dataSource, projection, assigned, lookEvery: this.poll });
      this.membership = membership;
      const following = { store, dataSource, projection, batchSize, stopping, report, membership };
      const followers = new Map<number, GenerationFollower>();
      const followerOf = ({ generation }: Generation) => {
        const follower = followers.get(generation) ?? new GenerationFollower(following, generation);
        followers.set(generation, follower);
        return follower;
      };
      while (!stopping.aborted) {
        // Asked for before the log is read, so that what is appended in between wakes us.
        let retry = false;
        const appended = store.nextAppend(this.poll, stopping).then(() => false);
        const requested = this.requests.next(this.poll, stopping);
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
        const serving = own.find(({ status }) => status === 'active');
        const building = own.find(({ status }) => status === 'building');
        const advance = (generation: Generation, between: () => Promise<unknown>) =>
          followerOf(generation).advance(generation.status, retry, between);
        // While one is built, the one that serves is kept at the head.
        const serve = async () => (serving ? advance(serving, async () => undefined) : false);
        let served = Date.now();
        let news = false;
        const watch = () =>
          store.nextAppend(this.poll, stopping).then(() => {
            news = true;
          });
        const serveNowAndThen = async () => {
          if (!news || Date.now() - served < SERVE_EVERY) return;
          news = false;
          void watch();
          await serve();
          served = Date.now();
        };
        if (serving && building) void watch();
        const busy = (await serve()) || (building ? await advance(building, serveNowAndThen) : false);
        if (building) checked = 0;
        if (!busy && (await Promise.race([appended, requested]))) {
          membership.lookAgain();
          if (Date.now() - checked >= GENERATIONS_AT_MOST_EVERY) checked = 0;
        }
      }
    } finally {
      await membership?.leave();
      await runner.release().catch(() => undefined);
    }
  }
}
