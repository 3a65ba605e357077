import type { Consumer } from 'kafkajs';

/** A consumer that is heard nothing of for so long hangs, and is replaced. Fetches end within a second or two. */
const SILENCE_MS = 60_000;

/** Rejects when a consumer crashes, or nothing is heard of it. */
export function watchOver(consumer: Consumer) {
  let heard = Date.now();
  const alive = () => {
    heard = Date.now();
  };
  let fail: (error: Error) => void;
  const ended = new Promise<never>((_, reject) => {
    fail = reject;
  });
  ended.catch(() => undefined); // met where it is awaited
  consumer.on(consumer.events.CRASH, ({ payload }) => fail(payload.error));
  for (const sign of [consumer.events.FETCH, consumer.events.HEARTBEAT, consumer.events.GROUP_JOIN]) {
    consumer.on(sign, alive);
  }
  const timer = setInterval(() => {
    if (Date.now() - heard > SILENCE_MS) fail(new Error('nothing is heard of the consumer'));
  }, 5_000);
  return { ended, alive, stop: () => clearInterval(timer) };
}

/** Resolves when a signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
