import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until an attempt answers without throwing, for what no event announces.
 * @throws what the last attempt threw, after `seconds`
 */
export async function eventually<T>(attempt: () => T | Promise<T>, seconds = 30): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await pause(25);
  }
}
