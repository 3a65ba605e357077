import { BenchProcess } from './bench-process.js';
import type { BenchServer } from './bench-server.js';
import { BATCH, bodiesOf } from './intake-bench.js';
import { purchaseEvents } from './purchases.js';

const MOST = 512;

/** Resident memory of the whole system's process while it imports and rebuilds logs of two lengths. */
export async function memory(server: BenchServer): Promise<string[]> {
  const lines: string[] = [];
  for (const length of [150_000, 600_000]) {
    const database = await server.fresh();
    const api = await BenchProcess.start('all', database.url);
    const highest = async (work: Promise<unknown>): Promise<number> => {
      let peak = 0;
      let done = false;
      const ended = work.finally(() => {
        done = true;
      });
      while (!done) {
        peak = Math.max(peak, await api.memory());
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      await ended;
      return peak;
    };
    const imported = await highest(
      (async () => {
        for (let i = 0; i < length; i += 50_000) {
          await api.post(bodiesOf(purchaseEvents(50_000, 20_000, `m${i}`), 500), BATCH, 4);
        }
        await api.answersUpTo(length);
      })(),
    );
    const rebuilt = await highest(
      (async () => {
        await api.send('POST', '/v1/projections/customers/rebuild');
        for (;;) {
          const [{ generation }] = JSON.parse(await api.send('GET', '/v1/projections'));
          if (generation === 2) return;
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      })(),
    );
    await api.stop();
    await database.drop();
    const verdict = Math.max(imported, rebuilt) < MOST ? `under ${MOST}` : `ABOVE ${MOST}`;
    lines.push(
      `resident memory, ${length.toLocaleString('en')} events: import ${Math.round(imported)} MiB, ` +
        `rebuild ${Math.round(rebuilt)} MiB (${verdict})`,
    );
  }
  return lines;
}
