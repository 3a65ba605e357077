import { setTimeout as pause } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';

/** The topics this system speaks on. */
export interface Topics {
  /** Events to take in. */
  inbound: string;
  /** What could not be accepted, without its content. */
  deadLetter: string;
  /** Every event of the log. */
  events: string;
}

export const TOPICS: Topics = {
  inbound: 'lifeledger.inbound',
  deadLetter: 'lifeledger.dead-letter',
  events: 'lifeledger.events',
};

/**
 * Makes the topics that are missing, replicated as the brokers do by default. One that is there already is left as it is.
 * @param wanted which topics, with how many partitions each is made
 */
export async function makeMissingTopics(
  kafka: Kafka,
  topics: Topics,
  wanted: Readonly<Partial<Record<keyof Topics, number>>>,
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const present = new Set(await admin.listTopics());
    const missing = (Object.keys(wanted) as (keyof Topics)[]).filter((name) => !present.has(topics[name]));
    if (missing.length === 0) return;
    // Answers false where another process was quicker.
    await admin.createTopics({
      topics: missing.map((name) => ({
        topic: topics[name],
        numPartitions: wanted[name],
        replicationFactor: -1,
        // The client reads gzip; what a sender compressed otherwise, the broker turns into it.
        configEntries: [{ name: 'compression.type', value: 'gzip' }],
      })),
      waitForLeaders: false,
    });
    await Promise.all(missing.map((name) => untilItServes(admin, topics[name])));
  } finally {
    await admin.disconnect();
  }
}

/** How many partitions a topic has. */
export async function countPartitions(kafka: Kafka, topic: string): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0].partitions.length;
  } finally {
    await admin.disconnect();
  }
}

/** A topic that has just been made is not at once known to the brokers that are to lead it. */
async function untilItServes(admin: Admin, topic: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      await admin.fetchTopicOffsets(topic);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await pause(50);
  }
}
