import pg from 'pg';
import { streamName } from '../../libs/event-store/index.js';
import type { LedgerEvent } from '../../libs/events/index.js';
import { encode, formatTime } from '../../libs/events/index.js';
import { bareCopy, rowsOf } from './bare-copy.js';
import { BenchProcess } from './bench-process.js';
import type { BenchServer } from './bench-server.js';
import { type Figure, runs, seconds } from './measure.js';
import { parsed, purchaseEvents } from './purchases.js';

const BATCH_EVENTS = 60_000;
const SINGLE_EVENTS = 20_000;
const SINGLES_WARM_UP = 60_000;
const BATCHES_WARM_UP = 10_000;
const RUNS = 5;
/** Of two seconds each, which vary more. */
const SINGLES_RUNS = 11;

/** Batches of 500 over HTTP, durable, against one bare COPY of the same events. */
export async function batches(server: BenchServer): Promise<Figure> {
  const events = purchaseEvents(BATCH_EVENTS, BATCH_EVENTS / 10);
  const lines = rowsOf(parsed(events));
  const baseline: number[] = [];
  const ours = await runs(RUNS, async () => {
    const database = await server.fresh();
    baseline.push(await bareCopy(database.dataSource, lines));
    const process = await BenchProcess.start('intake', database.url);
    await process.post(bodiesOf(purchaseEvents(BATCHES_WARM_UP, 500, 'w'), 500), BATCH, 8);
    const bodies = bodiesOf(events, 500);
    const time = await seconds(() => process.post(bodies, BATCH, 8));
    await process.stop();
    await database.drop();
    return events.length / time;
  });
  return {
    name: 'intake of batches of 500 over HTTP',
    unit: 'events/s',
    ours,
    baseline: baseline.slice(1),
    baselineName: 'bare COPY into the same table',
    goal: 0.5,
    least: 0.3,
  };
}

/** Single events from 64 clients, against one-row INSERTs by 16 connections. One server serves all runs. */
export async function singles(server: BenchServer): Promise<Figure> {
  const ours: number[] = [];
  const baseline: number[] = [];
  const database = await server.fresh();
  const process = await BenchProcess.start('intake', database.url);
  const post = async (count: number, prefix: string) => {
    const requests = process.requestsOf(bodiesOf(purchaseEvents(count, count / 10, prefix), 1), ONE);
    return count / (await seconds(() => process.sendEach(requests, 64)));
  };
  await post(SINGLES_WARM_UP, 'w');
  for (let run = 1; run <= SINGLES_RUNS; run++) {
    baseline.push(
      await oneRowInserts(database.url, parsed(purchaseEvents(SINGLE_EVENTS, SINGLE_EVENTS / 10))),
    );
    ours.push(await post(SINGLE_EVENTS, `r${run}`));
  }
  await process.stop();
  await database.drop();
  return {
    name: 'single events over HTTP from 64 clients',
    unit: 'events/s',
    ours,
    baseline,
    baselineName: 'one-row INSERTs by 16 connections',
    goal: 1.5,
    least: 1,
  };
}

export const BATCH = 'application/cloudevents-batch+json';
const ONE = 'application/cloudevents+json';

/** Bodies as a client sends them: arrays of so many events, or the events one by one. */
export function bodiesOf(events: readonly object[], size: number): Buffer[] {
  if (size === 1) return events.map((event) => Buffer.from(JSON.stringify(event)));
  const bodies: Buffer[] = [];
  for (let i = 0; i < events.length; i += size)
    bodies.push(Buffer.from(JSON.stringify(events.slice(i, i + size))));
  return bodies;
}

async function oneRowInserts(url: string, events: readonly LedgerEvent[]): Promise<number> {
  const clients = await Promise.all(
    Array.from({ length: 16 }, async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    }),
  );
  await clients[0].query('create table ledger.bare (like ledger.events including all)');
  const rows = events.map((event, i) => {
    const { data, personal } = encode(event);
    const time = formatTime(event.time);
    return [
      i + 1,
      streamName(event),
      i,
      event.source,
      event.id,
      event.type,
      event.subject,
      time,
      time,
      data,
      personal,
    ];
  });
  let next = 0;
  const time = await seconds(() =>
    Promise.all(
      clients.map(async (client) => {
        while (next < rows.length) {
          await client.query({
            name: 'insert',
            text: 'insert into ledger.bare values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
            values: rows[next++],
          });
        }
      }),
    ),
  );
  await clients[0].query('drop table ledger.bare');
  await Promise.all(clients.map((client) => client.end()));
  return events.length / time;
}
