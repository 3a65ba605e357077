import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel, type Message, Partitioners, type Producer } from 'kafkajs';
import type { DataSource } from 'typeorm';
import { CUSTOMERS_PROJECTION } from '../../libs/insights/index.js';
import { standingNow } from '../../libs/projections/index.js';
import { nearestRank } from '../../libs/statistics/index.js';
import { startKafka, type TestKafka } from '../support/kafka/start-kafka.js';
import { mixedHistory } from '../support/mixed-history.js';
import { BenchProcess } from './bench-process.js';
import type { BenchServer } from './bench-server.js';
import { machineSeconds } from './measure.js';

const INBOUND = 'lifeledger.inbound';
const EVENTS = 100_000;
const PROJECTORS = [1, 2, 3];
/** Events per second while the delay is measured, and for how many seconds. */
const RATE = 1_000;
const WARM_UP = 5;
const MEASURED = 30;
/** Milliseconds from produce to visible: the goals for the median and the 99th percentile. */
const GOALS = { median: 250, p99: 1_000 };

/**
 * From a real Kafka to the read models, every service a process of its own on this machine: events per second with one,
 * two and three projectors, and the delay at a rate that leaves air.
 */
export async function kafkaBench(server: BenchServer, note: (line: string) => void): Promise<string[]> {
  for (const projectors of PROJECTORS) {
    note(await withBroker((kafka, producer) => throughput(server, projectors, kafka, producer)));
  }
  return [await withBroker((kafka, producer) => delay(server, kafka, producer))];
}

/** The topic is full before intake starts, so that nothing is measured of whoever filled it. */
async function throughput(
  server: BenchServer,
  count: number,
  kafka: TestKafka,
  producer: Producer,
): Promise<string> {
  const { url, dataSource, drop } = await server.fresh();
  const messages = mixedHistory(EVENTS).map(messageOf);
  for (let i = 0; i < EVENTS; i += 1_000) {
    await producer.send({ topic: INBOUND, acks: -1, messages: messages.slice(i, i + 1_000) });
  }
  const start = (mode: 'intake' | 'projector') => BenchProcess.start(mode, url, kafka.brokers.join(','));
  const projectors = await Promise.all(Array.from({ length: count }, () => start('projector')));
  await until(async () => (await standingNow(dataSource, CUSTOMERS_PROJECTION)) !== null);

  const intake = await start('intake');
  await until(async () => (await head(dataSource)) > 0);
  const cpu = async () => ({
    projectors: (await Promise.all(projectors.map((each) => each.cpu()))).reduce((sum, each) => sum + each),
    intake: await intake.cpu(),
    machine: machineSeconds(),
  });
  const before = await cpu();
  const began = performance.now();
  await until(async () => (await head(dataSource)) === EVENTS);
  const stored = performance.now() - began;
  await until(async () => ((await standingNow(dataSource, CUSTOMERS_PROJECTION))?.position ?? 0) >= EVENTS);
  const visible = performance.now() - began;
  const after = await cpu();

  await Promise.all([intake, ...projectors].map((each) => each.stop()));
  await drop();
  const cores = (of: keyof typeof after) => ((after[of] - before[of]) / (visible / 1_000)).toFixed(2);
  const rate = (milliseconds: number) => Math.round((EVENTS / milliseconds) * 1_000).toLocaleString('en');
  return (
    `Kafka to read models, ${EVENTS.toLocaleString('en')} events, ${count} projector${count > 1 ? 's' : ''}: ` +
    `${rate(visible)} events/s (in the log at ${rate(stored)} events/s)\n` +
    `  cores busy: ${cores('machine')} of ${availableParallelism()}: projectors ${cores('projectors')}, intake ` +
    `${cores('intake')}; what is left of them PostgreSQL, Kafka and the bench`
  );
}

/** How long it takes from handing an event to Kafka until a metric answers with it. */
async function delay(server: BenchServer, kafka: TestKafka, producer: Producer): Promise<string> {
  const { url, drop } = await server.fresh();
  const start = (mode: 'intake' | 'projector' | 'insights') =>
    BenchProcess.start(mode, url, kafka.brokers.join(','));
  const services = await Promise.all([start('intake'), start('projector'), start('insights')]);
  const insights = services[2];
  const send = (events: object[]) =>
    producer.send({ topic: INBOUND, acks: -1, messages: events.map((event) => messageOf(event as Event)) });

  // Answers come once the projector has made the tables.
  await until(() =>
    ordersOfProbe(insights).then(
      () => true,
      () => false,
    ),
  );
  await send([registration()]);
  const stop = new AbortController();
  const load = keepUp(stop.signal, (from, to) =>
    send(
      Array.from({ length: to - from }, (_, i) =>
        purchase(`load-${from + i}`, `customer-${(from + i) % 20_000}`),
      ),
    ),
  );
  const delays: number[] = [];
  const began = performance.now();
  for (let probe = 1; performance.now() - began < (WARM_UP + MEASURED) * 1_000; probe++) {
    const sent = performance.now();
    await send([purchase(`probe-${probe}`, PROBE)]);
    await until(async () => (await ordersOfProbe(insights)) === probe, 2);
    if (sent - began > WARM_UP * 1_000) delays.push(performance.now() - sent);
  }
  stop.abort();
  const rate = (await load) / ((performance.now() - began) / 1_000);
  await Promise.all(services.map((service) => service.stop()));
  await drop();

  delays.sort((a, b) => a - b);
  const [median, p99] = [0.5, 0.99].map((share) => nearestRank(delays, share) ?? Number.NaN);
  const met = median <= GOALS.median && p99 <= GOALS.p99;
  return (
    `from produce to visible in a metric at ${Math.round(rate).toLocaleString('en')} events/s: median ${median.toFixed(0)} ms, ` +
    `99th percentile ${p99.toFixed(0)} ms of ${delays.length} (goals ${GOALS.median} and ${GOALS.p99}: ${met ? 'met' : 'MISSED'})`
  );
}

type Event = { subject?: string };

function messageOf(event: Event): Message {
  return {
    key: event.subject ?? null,
    value: JSON.stringify(event),
    headers: { 'content-type': 'application/cloudevents+json' },
  };
}

/** Customer of the probes, alone in a segment, so that a metric tells how many have been counted. */
const PROBE = 'probe';

const registration = () => cloudEvent('customer.registered', 'probe', PROBE, { segment: PROBE });
const purchase = (id: string, subject: string) =>
  cloudEvent('purchase.completed', id, subject, { orderId: id, amount: '10.00' });

function cloudEvent(type: string, id: string, subject: string, data: object): object {
  return {
    ...{ specversion: '1.0', source: '/bench', time: '2025-12-15T12:00:00Z' },
    ...{ type: `lifeledger.${type}.v1`, id, subject, data },
  };
}

async function ordersOfProbe(insights: BenchProcess): Promise<number> {
  const { rows } = JSON.parse(
    await insights.send('GET', '/v1/metrics/revenue?by=segment&from=2025-12-01&to=2026-01-01'),
  );
  return rows.find(({ segment }: { segment: string }) => segment === PROBE)?.orders ?? 0;
}

/** Hands over the numbers that are due, at the rate, until the signal aborts. @returns how many there were */
async function keepUp(
  signal: AbortSignal,
  send: (from: number, to: number) => Promise<unknown>,
): Promise<number> {
  const began = performance.now();
  let sent = 0;
  while (!signal.aborted) {
    const due = Math.floor(((performance.now() - began) / 1_000) * RATE);
    if (due > sent) await send(sent, due);
    sent = due;
    await pause(10);
  }
  return sent;
}

/** Work with a broker of its own, that has the topic which intake would make. */
async function withBroker<T>(work: (kafka: TestKafka, producer: Producer) => Promise<T>): Promise<T> {
  const kafka = await startKafka();
  try {
    const client = new Kafka({ brokers: kafka.brokers, logLevel: logLevel.NOTHING });
    const admin = client.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: INBOUND, numPartitions: 16 }], waitForLeaders: true });
    await admin.disconnect();
    const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    const done = await work(kafka, producer);
    await producer.disconnect();
    return done;
  } finally {
    await kafka.stop();
  }
}

async function head(dataSource: DataSource): Promise<number> {
  const [{ position }] = await dataSource.query(
    'select coalesce(max(position), 0)::integer as position from ledger.events',
  );
  return position;
}

async function until(reached: () => Promise<boolean>, milliseconds = 20): Promise<void> {
  while (!(await reached())) await pause(milliseconds);
}
