import { setTimeout as pause } from 'node:timers/promises';
import type { EachBatchPayload, KafkaMessage, Producer } from 'kafkajs';
import { connectKafka, leave, producerOf, WITHOUT_RESTART } from '../connect.js';
import { KeptAlive, type KeptAliveOptions, type SessionContext } from '../kept-alive.js';
import { makeMissingTopics, TOPICS, type Topics } from '../topics.js';
import { aborted, watchOver } from '../watch-over.js';
import type { DeadLetter } from './dead-letter.js';
import { type Publish, publishMessages } from './publish-messages.js';
import { readMessage } from './read-message.js';
import { slices } from './slices.js';

export interface KafkaInOptions {
  /** Each `host:port`. */
  brokers: readonly string[];
  /** Sources whose merges and erasures are taken. */
  trustedSources: ReadonlySet<string>;
  publish: Publish;
  /** Takes a line for the log. */
  report(line: string): void;
  /** Hears how many dead letters were sent. */
  sentDeadLetters?(count: number): void;
  topics?: Topics;
  /** The consumer group; its members share the topic's partitions. */
  group?: string;
  pauses?: KeptAliveOptions['pauses'];
}

const GROUP = 'lifeledger.intake';
/** Of an inbound topic that is made here: so many intakes at most can share it. */
const PARTITIONS = 16;
/** Partitions worked on at a time: their appends go together. */
const AT_ONCE = 8;
/** A member that is heard nothing of for so long is given up, and its partitions go to others. */
const SESSION_MS = 10_000;
const HEARTBEAT_MS = 3_000;
const LONGEST_WAIT_MS = 1_000;
/** First and longest pause before messages that could not be stored are published again. */
const STORE_PAUSES = { first: 250, longest: 10_000 };

/**
 * Takes in the events of the inbound topic, as one member of a consumer group.
 *
 * A message's offset is committed after its event is durable in the log, or in quarantine and told of by a dead
 * letter. Whatever happens in between, it is read again and known by its identity.
 */
export class KafkaIn {
  private readonly kept: KeptAlive;
  private readonly topics: Topics;
  /** Why partitions wait, by partition. */
  private readonly waiting = new Map<number, string>();

  constructor(private readonly options: KafkaInOptions) {
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

  /** Ends after the messages in hand are settled and committed. */
  stop(): Promise<void> {
    return this.kept.stop();
  }

  /** For readiness. @throws Error with the reason while messages are not taken in */
  check(): void {
    this.kept.check();
    for (const reason of this.waiting.values()) throw new Error(reason);
  }

  private async session({ signal, well }: SessionContext): Promise<void> {
    const kafka = connectKafka(this.options.brokers);
    const producer = producerOf(kafka);
    const consumer = kafka.consumer({
      groupId: this.options.group ?? GROUP,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: LONGEST_WAIT_MS,
      allowAutoTopicCreation: false,
      retry: WITHOUT_RESTART,
    });
    const watch = watchOver(consumer);
    try {
      await makeMissingTopics(kafka, this.topics, { inbound: PARTITIONS, deadLetter: 1 });
      await producer.connect();
      await consumer.connect();
      consumer.on(consumer.events.GROUP_JOIN, well);
      await consumer.subscribe({ topic: this.topics.inbound, fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: AT_ONCE,
        eachBatch: (payload) => this.takeIn(payload, producer, signal, watch.alive),
      });
      await Promise.race([watch.ended, aborted(signal)]);
    } finally {
      watch.stop();
      await leave(
        () => consumer.disconnect(),
        () => producer.disconnect(),
      );
      this.waiting.clear();
    }
  }

  private async takeIn(
    { batch, heartbeat, resolveOffset, commitOffsetsIfNecessary, isRunning }: EachBatchPayload,
    producer: Producer,
    signal: AbortSignal,
    alive: () => void,
  ): Promise<void> {
    const { topic, partition } = batch;
    const goesOn = () => isRunning() && !signal.aborted;
    for (const slice of slices(batch.messages)) {
      if (!goesOn()) return;
      const letters = await this.publishPatiently(partition, slice, topic, goesOn, async () => {
        alive();
        await heartbeat();
      });
      if (letters === null) return;
      await this.sendLetters(letters, producer);
      const last = slice[slice.length - 1].offset;
      resolveOffset(last);
      const offset = String(BigInt(last) + 1n);
      await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] });
      alive();
      await heartbeat();
    }
  }

  /** Publishes until it succeeds. @returns null when it is time to end before it has */
  private async publishPatiently(
    partition: number,
    messages: readonly KafkaMessage[],
    topic: string,
    goesOn: () => boolean,
    heartbeat: () => Promise<void>,
  ): Promise<DeadLetter[] | null> {
    const arrivals = messages.map((message) => ({
      input: readMessage(message),
      origin: { topic, partition, offset: message.offset },
    }));
    let delay = STORE_PAUSES.first;
    try {
      while (goesOn()) {
        try {
          return await publishMessages(arrivals, this.options.publish, this.options.trustedSources);
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          if (!this.waiting.has(partition)) {
            const first = `offset ${messages[0].offset} of partition ${partition}`;
            this.options.report(`events from ${first} cannot be stored yet: ${reason}; trying again`);
          }
          this.waiting.set(partition, `events cannot be stored: ${reason}`);
        }
        await waitBeating(delay, goesOn, heartbeat);
        delay = Math.min(delay * 2, STORE_PAUSES.longest);
      }
      return null;
    } finally {
      this.waiting.delete(partition);
    }
  }

  private async sendLetters(letters: readonly DeadLetter[], producer: Producer): Promise<void> {
    if (letters.length === 0) return;
    await producer.send({
      topic: this.topics.deadLetter,
      acks: -1,
      messages: letters.map((letter) => ({
        // The same message, read again, gives the same key.
        key: `${letter.origin.topic}/${letter.origin.partition}/${letter.origin.offset}`,
        value: JSON.stringify(letter),
        headers: { 'content-type': 'application/json' },
      })),
    });
    this.options.sentDeadLetters?.(letters.length);
  }
}

/** Waits, and goes on telling the group that this member lives. */
async function waitBeating(
  milliseconds: number,
  goesOn: () => boolean,
  heartbeat: () => Promise<void>,
): Promise<void> {
  const step = 200;
  for (let left = milliseconds; left > 0 && goesOn(); left -= step) {
    await pause(Math.min(step, left));
    await heartbeat();
  }
}
