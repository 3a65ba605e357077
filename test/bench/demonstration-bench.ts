import { demonstrationEvents } from '../../libs/demonstration/index.js';
import { metrics } from '../../libs/metrics/index.js';
import { nearestRank } from '../../libs/statistics/index.js';
import { BenchProcess } from './bench-process.js';
import type { BenchServer } from './bench-server.js';
import { fillLog } from './fill-log.js';
import { BATCH } from './intake-bench.js';
import { seconds } from './measure.js';

/** As `lifeledger demo` sends them. */
const PART = 1_000;
const UNDER_WAY = 2;
/** The demonstration data is to be loaded and in all figures by then, on two cores. */
const LONGEST_LOAD = 120;
/** Scale of the demonstration data that has a million customers. */
const MILLION = 20;
const ROUNDS = 100;
/** Milliseconds that an answer may take, at the 99th percentile. */
const GOAL = 50;
const GOALS: Record<string, number> = { impact: 1_000 };

/** Loading the demonstration data, from making the events until all figures hold them. */
export async function demo(server: BenchServer): Promise<string[]> {
  const database = await server.fresh();
  const api = await BenchProcess.start('all', database.url);
  const { line, time } = await load(api, 1);
  await api.stop();
  await database.drop();
  return [line, `  ${time <= LONGEST_LOAD ? 'under' : 'ABOVE'} the limit of ${LONGEST_LOAD} s`];
}

/** The answers of every metric on the demonstration data. */
export async function answers(server: BenchServer, note: (line: string) => void): Promise<string[]> {
  const database = await server.fresh();
  const api = await BenchProcess.start('all', database.url);
  note((await load(api, 1)).line);
  const lines = await answerTimes(api);
  await api.stop();
  await database.drop();
  return lines;
}

/**
 * The answers of every metric on a million customers with more than ten million events. They are appended straight to the
 * log, and only where an earlier run has not left them.
 */
export async function million(server: BenchServer, note: (line: string) => void): Promise<string[]> {
  const { url, dataSource } = await server.own();
  const events = await fillLog(dataSource, MILLION);
  await dataSource.destroy();
  note(`${events.count.toLocaleString('en')} events in the log, appended in ${events.time.toFixed(0)} s`);
  const api = await BenchProcess.start('all', url);
  const time = await seconds(() => api.answersUpTo(events.position));
  note(`the figures hold them, ${time.toFixed(0)} s after the start`);
  const lines = await answerTimes(api);
  await api.stop();
  return lines;
}

/**
 * Each metric at its default parameters: asked for the first time after the log has grown, and asked again.
 */
async function answerTimes(api: BenchProcess): Promise<string[]> {
  const first = new Map<string, number[]>();
  const again = new Map<string, number[]>();
  for (let round = 0; round <= ROUNDS; round++) {
    // No answer that is kept serves any longer.
    await api.answersUpTo(await publish(api, [purchase(round)]));
    for (const name of metrics.keys()) {
      for (const times of [first, again]) {
        const time = await seconds(() => api.send('GET', `/v1/metrics/${name}`));
        if (round > 0) times.set(name, [...(times.get(name) ?? []), time * 1_000]);
      }
    }
  }
  return [
    `answers at default parameters, 99th percentile (median) of ${ROUNDS} in ms: first after a new event, asked again`,
    ...[...metrics.keys()].map((name) => {
      const goal = GOALS[name] ?? GOAL;
      const [cold, warm] = [first, again].map((times) => sorted(times.get(name)));
      const verdict = at(cold, 0.99) <= goal ? 'goal met' : 'GOAL MISSED';
      return `  ${name.padEnd(14)} ${figures(cold)}   ${figures(warm)}   goal ${goal}: ${verdict}`;
    }),
  ];
}

/** Publishes what is made while it is sent, and waits for the figures. */
async function load(api: BenchProcess, scale: number): Promise<{ line: string; time: number }> {
  const events = demonstrationEvents({ scale });
  let sent = 0;
  let position = 0;
  const send = async () => {
    for (let part = take(events); part.length > 0; part = take(events)) {
      sent += part.length;
      position = Math.max(position, await publish(api, part));
    }
  };
  let published = 0;
  const time = await seconds(async () => {
    published = await seconds(async () => {
      await Promise.all(Array.from({ length: UNDER_WAY }, send));
    });
    await api.answersUpTo(position);
  });
  const line =
    `demonstration data, ${sent.toLocaleString('en')} events: ${Math.round(sent / time).toLocaleString('en')} events/s ` +
    `through intake and all projections; ${time.toFixed(1)} s in all, ${published.toFixed(1)} s of them until the last was stored`;
  return { line, time };
}

function take(events: Generator<object>): object[] {
  const part: object[] = [];
  while (part.length < PART) {
    const { value, done } = events.next();
    if (done) break;
    part.push(value);
  }
  return part;
}

/** @returns the position of what was stored last; 0 where nothing was new */
async function publish(api: BenchProcess, events: readonly object[]): Promise<number> {
  const { position, rejected } = JSON.parse(
    await api.send('POST', '/v1/events', JSON.stringify(events), BATCH),
  );
  if (rejected > 0) throw new Error(`${rejected} events were rejected`);
  return Number(position ?? 0);
}

function purchase(round: number): object {
  return {
    specversion: '1.0',
    id: `bench-${round}-${Date.now()}`,
    source: '/bench',
    type: 'lifeledger.purchase.completed.v1',
    subject: `bench-customer-${round}`,
    time: '2025-12-15T12:00:00Z',
    data: { orderId: `bench-${round}-${Date.now()}`, amount: '10.00' },
  };
}

function sorted(times: readonly number[] = []): number[] {
  return [...times].sort((a, b) => a - b);
}

function at(times: readonly number[], share: number): number {
  return nearestRank(times, share) ?? Number.NaN;
}

function figures(times: readonly number[]): string {
  return `${at(times, 0.99).toFixed(1).padStart(8)} (${at(times, 0.5).toFixed(1)})`.padEnd(20);
}
