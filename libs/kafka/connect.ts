import { type ConsumerConfig, Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';

/** Soon given up: whoever works with brokers begins anew after pauses of its own. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 2 };

/** How a consumer tries again: one that crashed is replaced by another session, which waits longer each time. */
export const WITHOUT_RESTART: ConsumerConfig['retry'] = { ...RETRY, restartOnFailure: async () => false };

/**
 * A client of the brokers. It gives up soon, and says nothing by itself: whoever uses it tries again with growing
 * pauses and tells why (kept-alive.ts).
 * @param brokers each `host:port`
 */
export function connectKafka(brokers: readonly string[]): Kafka {
  return new Kafka({
    clientId: 'lifeledger',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: RETRY,
  });
}

/** A producer that finds partitions as Kafka's own clients do: by murmur2 of the key. */
export function producerOf(kafka: Kafka): Producer {
  return kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
  });
}

/** Settles every promise, or resolves after ten seconds: nothing that is being left may hold up a stop. */
export async function leave(...leaving: (() => Promise<unknown>)[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, 10_000);
  });
  const inTurn = async () => {
    for (const each of leaving) await each().catch(() => undefined);
  };
  await Promise.race([inTurn(), late]);
  clearTimeout(timer);
}
