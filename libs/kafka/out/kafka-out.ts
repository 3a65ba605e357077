import type { Message } from 'kafkajs';
import type { DataSource } from 'typeorm';
import type { Connection } from '../../database/index.js';
import type { EventStore } from '../../event-store/index.js';
import { sessionName } from '../../projections/index.js';
import { connectKafka, leave, producerOf } from '../connect.js';
import { KeptAlive, type KeptAliveOptions, type SessionContext } from '../kept-alive.js';
import { makeMissingTopics, TOPICS, type Topics } from '../topics.js';
import { giveUpLease, moveCheckpoint, takeLease } from './checkpoint.js';
import { outboundMessage } from './outbound-message.js';

export interface KafkaOutOptions {
  /** Each `host:port`. */
  brokers: readonly string[];
  store: EventStore;
  dataSource: DataSource;
  /**
   * Of a topic that is made here. A customer's events stay in order as long as the number does not change, so it is large
   * from the start.
   */
  partitions: number;
  /** Takes a line for the log. */
  report(line: string): void;
  /** Hears up to which position the log has been sent. */
  sent?(position: number): void;
  topics?: Topics;
  pauses?: KeptAliveOptions['pauses'];
}

/** Events read at a time. */
const BATCH = 2_000;
/** Characters of JSON sent at a time: even if all lie in one partition, less than the megabyte that a broker takes. */
const MOST_CHARACTERS = 256 * 1024;
const POLL_MS = 1_000;

/**
 * Sends every event of the log to the topic `events`, in order. The checkpoint moves after the brokers have taken the
 * events, so each is sent at least once; one that is sent again has the same position. Of several processes the one
 * that holds the lease sends.
 */
export class KafkaOut {
  private readonly kept: KeptAlive;
  private readonly topics: Topics;

  constructor(private readonly options: KafkaOutOptions) {
    this.topics = options.topics ?? TOPICS;
    this.kept = new KeptAlive({
      session: (context) => this.session(context),
      report: options.report,
      pauses: options.pauses,
    });
  }

  start(): void {
    this.kept.start();
  }

  /** Ends after what is being sent, and notes it. */
  stop(): Promise<void> {
    return this.kept.stop();
  }

  /** For readiness. @throws Error with the reason while nothing could be sent */
  check(): void {
    this.kept.check();
  }

  /** Works under one database session, whose life is the life of the lease. */
  private async session({ signal, well }: SessionContext): Promise<void> {
    const { brokers, store, dataSource } = this.options;
    const topic = this.topics.events;
    const kafka = connectKafka(brokers);
    const producer = producerOf(kafka);
    const runner = dataSource.createQueryRunner();
    let release = async () => undefined as unknown;
    try {
      // Connected first: a process that does not reach the brokers leaves the lease to others.
      await makeMissingTopics(kafka, this.topics, { events: this.options.partitions });
      await producer.connect();
      const connection = (await runner.connect()) as Connection;
      const owner = await sessionName(connection);
      release = () => giveUpLease(connection, topic, owner);
      well();
      while (!signal.aborted) {
        // Asked for before the log is read, so that what is appended in between wakes us.
        const appended = store.nextAppend(POLL_MS, signal);
        const checkpoint = await takeLease(connection, topic, owner);
        const events = checkpoint ? await store.readAll({ after: checkpoint.position, limit: BATCH }) : [];
        for (const portion of portions(events, outboundMessage)) {
          if (signal.aborted) break;
          await producer.send({ topic, acks: -1, timeout: 5_000, messages: portion.messages });
          await moveCheckpoint(connection, topic, checkpoint!.epoch, portion.last.position);
          this.options.sent?.(portion.last.position);
          well();
        }
        if (events.length === 0) await appended;
      }
    } finally {
      await release().catch(() => undefined);
      await runner.release().catch(() => undefined);
      await leave(() => producer.disconnect());
    }
  }
}

/** Neighbours whose messages go together. */
function* portions<T>(items: readonly T[], toMessage: (item: T) => Message & { value: string }) {
  let messages: Message[] = [];
  let characters = 0;
  for (const [index, item] of items.entries()) {
    const message = toMessage(item);
    messages.push(message);
    characters += message.value.length;
    if (characters < MOST_CHARACTERS && index < items.length - 1) continue;
    yield { messages, last: item };
    messages = [];
    characters = 0;
  }
}
