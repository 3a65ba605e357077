import fc from 'fast-check';
import { histories, settings } from '../../../test/support/histories.js';
import { type Ledger, openLedger } from '../../../test/support/ledger.js';
import type { PublishedEvent } from '../../../test/support/plain-calculation/index.js';
import { contradictions } from '../../../test/support/plain-calculation/quality.js';
import { CONTRADICTION_KINDS } from '../../facts/index.js';
import { snapshot } from '../answer/answer.js';
import { countQuality, examplesAt, lastOfKinds } from './quality.js';

const RUNS = Number(process.env.ORDER_FREE_RUNS ?? 15);

const arrivals = histories.chain((events) =>
  fc.record({
    events: fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
    cuts: fc.array(fc.nat({ max: events.length }), { maxLength: 4 }),
    batchSize: fc.constantFrom(1, 3, 7, 5_000),
  }),
);

/** What is listed, by kind, as sources and ids; counts must say the same. */
async function listed({ dataSource, store }: Ledger): Promise<Record<string, string[]>> {
  const { counts, last } = await snapshot(dataSource, async (connection, now) => ({
    counts: await countQuality(connection, now),
    last: await lastOfKinds(connection, now, CONTRADICTION_KINDS, 1_000),
  }));
  const found: Record<string, string[]> = {};
  for (const [kind, positions] of last) {
    expect([kind, counts.get(kind) ?? 0]).toEqual([kind, positions.length]);
    expect(positions).toEqual([...positions].sort((a, b) => b - a));
    if (positions.length === 0) continue;
    const events = [...(await examplesAt(store, positions)).values()];
    found[kind] = events.map(({ source, id }) => `${source} ${id}`).sort();
  }
  return found;
}

const published = (event: PublishedEvent) => ({ specversion: '1.0', ...event });

test('the same contradictions for any order of arrival and after a rebuild, as the plain reading finds', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(arrivals, settings(), async ({ events, cuts, batchSize }, given) => {
      const ledger = await openLedger({ ...given, batchSize });
      try {
        ledger.start();
        const borders = [0, ...cuts.sort((a, b) => a - b), events.length];
        for (let i = 1; i < borders.length; i++) {
          await ledger.publish(events.slice(borders[i - 1], borders[i]).map(published));
          if (i % 2 === 0) {
            await ledger.caughtUp();
            expect(await listed(ledger)).toEqual(contradictions(events.slice(0, borders[i]), given));
          }
        }
        await ledger.caughtUp();
        expect(ledger.reports).toEqual([]);
        const expected = contradictions(events, given);
        for (const kind of Object.keys(expected)) seen.add(kind);
        expect(await listed(ledger)).toEqual(expected);
        await ledger.rebuild();
        expect(await listed(ledger)).toEqual(expected);
      } finally {
        await ledger.close();
      }
    }),
    { numRuns: RUNS, endOnFailure: process.env.CI !== undefined },
  );
  // Histories that contradict themselves in no way would prove nothing.
  expect(seen.size).toBeGreaterThan(CONTRADICTION_KINDS.length / 2);
}, 600_000);
