import type { DataSource } from 'typeorm';
import { type EventStore, PostgresEventStore } from '../../libs/event-store/index.js';
import { CUSTOMERS_PROJECTION, CustomerProjection } from '../../libs/insights/index.js';
import { metrics } from '../../libs/metrics/index.js';
import { DEFAULT_PARTITIONS, Projector, requestRebuild, standingNow } from '../../libs/projections/index.js';
import { bareCopy, rowsOf } from './bare-copy.js';
import type { BenchServer } from './bench-server.js';
import { type Figure, seconds } from './measure.js';
import { parsed, purchaseEvents } from './purchases.js';

const EVENTS = 200_000;
const RUNS = 5;

/** Folding the log into all read models, and building them anew beside the old, against a bare COPY of the log. */
export async function folds(server: BenchServer): Promise<Figure[]> {
  const copies: number[] = [];
  const live: number[] = [];
  const rebuilds: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const { dataSource, drop } = await server.fresh();
    const store = new PostgresEventStore(dataSource);
    const copy = await publish(dataSource, store);
    const projection = new CustomerProjection([...metrics.values()], {
      reportingCurrency: 'USD',
      reportingTimeZone: 'UTC',
      defaultCostRate: '0',
      unitCosts: new Map(),
      partitions: DEFAULT_PARTITIONS,
      find: (source, id) => store.find(source, id),
    });
    const projector = new Projector({ store, dataSource, projection });
    const until = async (reached: (now: { position: number; generation: number }) => boolean) => {
      for (;;) {
        const now = await standingNow(dataSource, CUSTOMERS_PROJECTION);
        if (now && reached(now)) return;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
    const foldTime = await seconds(async () => {
      projector.start();
      await until(({ position }) => position >= EVENTS);
    });
    const rebuildTime = await seconds(async () => {
      await requestRebuild(dataSource, CUSTOMERS_PROJECTION);
      await until(({ generation }) => generation === 2);
    });
    await projector.stop();
    await store.close();
    await drop();
    if (run === 0) continue;
    copies.push(copy);
    live.push(EVENTS / foldTime);
    rebuilds.push(EVENTS / rebuildTime);
  }
  return [
    {
      name: 'folding the log into all read models',
      unit: 'events/s',
      ours: live,
      baseline: copies,
      baselineName: 'bare COPY into the same table',
      goal: 0.5,
      least: 0.3,
    },
    {
      name: 'rebuilding all read models beside the old',
      unit: 'events/s',
      ours: rebuilds,
      baseline: live,
      baselineName: 'the live fold',
      goal: 1,
      least: 1,
    },
  ];
}

/**
 * Writes the events to the log, and beforehand by one bare COPY. Nothing of them is held afterwards: a process that
 * folds a log does not hold it.
 * @returns events per second of the COPY
 */
async function publish(dataSource: DataSource, store: EventStore): Promise<number> {
  const events = parsed(purchaseEvents(EVENTS, EVENTS / 10));
  const copy = await bareCopy(dataSource, rowsOf(events));
  for (let i = 0; i < EVENTS; i += 5_000) {
    await store.append(events.slice(i, i + 5_000).map((event) => ({ event })));
  }
  return copy;
}
