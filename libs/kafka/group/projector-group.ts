import type { Projection } from '../../projections/index.js';
import { connectKafka, leave, WITHOUT_RESTART } from '../connect.js';
import { KeptAlive, type KeptAliveOptions, type SessionContext } from '../kept-alive.js';
import { countPartitions, makeMissingTopics, TOPICS, type Topics } from '../topics.js';
import { aborted, watchOver } from '../watch-over.js';

export interface ProjectorGroupOptions {
  /** Each `host:port`. */
  brokers: readonly string[];
  projection: Pick<Projection, 'version' | 'partitions'>;
  /** Hears what is assigned whenever that is something else; null: nothing, projectors share by leases. */
  changed(own: ReadonlySet<number> | null): void;
  /** Takes a line for the log. */
  report(line: string): void;
  topics?: Topics;
  pauses?: KeptAliveOptions['pauses'];
  /** A member that has not asked for so long does not fold, and leaves. Milliseconds. */
  silence?: number;
}

/** The least that brokers allow unless told otherwise: what is assigned to a killed projector waits for so long. */
const SESSION_MS = 6_000;
const HEARTBEAT_MS = 1_000;
/** How long members that are called together are waited for. */
const REBALANCE_MS = 10_000;
/** How long a consumer that fetches nothing rests between two looks at the group. */
const REST_MS = 500;
/** Longer than transactions take, except those that make indexes. */
const SILENCE_MS = 30_000;

/** The group of the projectors of one version: members of another fold into other tables, and could not take over. */
export const groupOf = ({ version }: Pick<Projection, 'version'>): string =>
  `lifeledger.projectors.${version}`;

/**
 * Membership in the consumer group of the projectors. The group assigns the partitions of the topic `events`, which are
 * those of the projection. Nothing is fetched and no offset committed: projectors read the log itself, from their own
 * checkpoints, under their leases. So what the group says, late or twice, decides who works and never what is counted.
 */
export class ProjectorGroup {
  private readonly kept: KeptAlive;
  private readonly topics: Topics;
  private own: ReadonlySet<number> | null = null;
  private lastAsked = 0;
  private heardAsking: () => void = () => undefined;

  constructor(private readonly options: ProjectorGroupOptions) {
    this.topics = options.topics ?? TOPICS;
    this.kept = new KeptAlive({
      session: (context) => this.session(context),
      report: (line) => options.report(`projectors share by leases alone: ${line}`),
      pauses: options.pauses,
    });
  }

  /** Takes part from the first time on that `assigned` is asked. */
  start(): void {
    this.kept.start();
  }

  /** Leaves the group. */
  stop(): Promise<void> {
    return this.kept.stop();
  }

  /** The partitions that the group has assigned to this member; null while it is none. To be asked again and again. */
  assigned(): ReadonlySet<number> | null {
    this.lastAsked = Date.now();
    this.heardAsking();
    return this.own;
  }

  private async session({ signal, well }: SessionContext): Promise<void> {
    const { brokers, projection } = this.options;
    const topic = this.topics.events;
    await Promise.race([this.isAsked(), aborted(signal)]);
    if (signal.aborted) return;
    const kafka = connectKafka(brokers);
    const consumer = kafka.consumer({
      groupId: groupOf(projection),
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: REBALANCE_MS,
      maxWaitTimeInMs: REST_MS,
      allowAutoTopicCreation: false,
      retry: WITHOUT_RESTART,
    });
    const watch = watchOver(consumer);
    const silence = watchForSilence(() => this.lastAsked, this.options.silence ?? SILENCE_MS);
    let over = false;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      if (over) return;
      // Before the first fetch, and kept from one assignment to the next.
      consumer.pause([{ topic }]);
      well();
      this.assign(new Set(payload.memberAssignment[topic]));
    });
    try {
      await makeMissingTopics(kafka, this.topics, { events: projection.partitions });
      this.checkPartitions(await countPartitions(kafka, topic));
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: false });
      await consumer.run({ autoCommit: false, eachBatch: async () => undefined });
      await Promise.race([watch.ended, silence.long, aborted(signal)]);
    } finally {
      over = true;
      watch.stop();
      silence.stop();
      this.assign(null);
      await leave(() => consumer.disconnect());
    }
  }

  private checkPartitions(there: number): void {
    const { partitions } = this.options.projection;
    if (there === partitions) return;
    throw new Error(
      `topic ${this.topics.events} has ${there} partitions, PARTITIONS is ${partitions}: a consumer group can share them ` +
        'only when both are the same',
    );
  }

  private assign(own: ReadonlySet<number> | null): void {
    if (own === this.own) return;
    this.own = own;
    this.options.changed(own);
  }

  private isAsked(): Promise<void> {
    return new Promise((resolve) => {
      this.heardAsking = resolve;
    });
  }
}

/** Resolves when a moment lies too far back. @param most how far it may, in milliseconds */
function watchForSilence(last: () => number, most: number) {
  let timer: NodeJS.Timeout | undefined;
  const long = new Promise<void>((resolve) => {
    timer = setInterval(() => {
      if (Date.now() - last() > most) resolve();
    }, most / 10);
  });
  return { long, stop: () => clearInterval(timer) };
}
