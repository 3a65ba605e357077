import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel, type Message, Partitioners } from 'kafkajs';
import { DataSource } from 'typeorm';
import type { DemonstrationEvent } from '../../libs/demonstration/index.js';
import { metrics } from '../../libs/metrics/index.js';
import { eventually } from '../support/eventually.js';
import { readTopic } from '../support/kafka/read-topic.js';
import { assignedShares, leasedShares } from '../support/kafka/shares.js';
import { startKafka, type TestKafka } from '../support/kafka/start-kafka.js';
import { mixedHistory } from '../support/mixed-history.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { dimensionsThatSplit, wholeQuestion } from './adding-up.js';
import { Place } from './fleet.js';
import { type Json, runSystem } from './run-system.js';

/**
 * The services apart, each a process, several of them more than once, with a real broker. While events arrive on two
 * ways, processes and broker are killed.
 */

const KEY = 'an-admin-key-for-the-services-apart';
const INBOUND = 'lifeledger.inbound';
const EVENTS = 100_000;
/** Events in a request, and in a message set. */
const BATCH = 500;
/** Events that the read models take in from one kill of a projector to the next. */
const BETWEEN_KILLS = 5_000;

const events = mixedHistory(EVENTS);
/** Every tenth event goes both ways, of the others two thirds by Kafka; every 25th is sent again at the end. */
const byKafka = [...events.filter((_, n) => n % 10 < 7), ...events.filter((_, n) => n % 25 === 0)];
const byHttp = [...events.filter((_, n) => n % 10 > 5), ...events.filter((_, n) => n % 25 === 12)];
/** What no system can accept, spread among the others. */
const kafkaPoison = Array.from({ length: 200 }, (_, n) => poison(`kafka-poison-${n}`));
const httpPoison = Array.from({ length: 50 }, (_, n) => poison(`http-poison-${n}`));

function poison(id: string): DemonstrationEvent {
  return {
    specversion: '1.0',
    id,
    source: '/fernruf/shop',
    type: 'lifeledger.purchase.completed.v1',
    subject: id,
    time: '2024-05-01T12:00:00Z',
    data: { orderId: id, amount: '-1' },
  };
}

let kafka: TestKafka;
let client: Kafka;
let database: TestDatabase;
/** A look at the stores beside the system. */
let look: DataSource;
let dataDir: string;
let intakes: Place[] = [];
let projectors: Place[] = [];
let insights: Place;

beforeAll(async () => {
  kafka = await startKafka();
  client = new Kafka({ brokers: kafka.brokers, logLevel: logLevel.NOTHING });
  database = await createTestDatabase();
  look = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  dataDir = await mkdtemp(join(tmpdir(), 'lifeledger-apart-'));
  const env = {
    DATABASE_URL: database.url,
    LIFELEDGER_DATA_DIR: dataDir,
    LIFELEDGER_ADMIN_KEY: KEY,
    KAFKA_BROKERS: kafka.brokers.join(','),
    KAFKA_TRUSTED_SOURCES: '/fernruf/crm',
  };
  intakes = [new Place('intake', env), new Place('intake', env)];
  projectors = [new Place('projector', env), new Place('projector', env), new Place('projector', env)];
  insights = new Place('insights', env);
  const everyOne = [...intakes, ...projectors, insights];
  await Promise.all(everyOne.map((place) => eventually(() => isReady(place), 60)));
}, 120_000);

afterAll(async () => {
  await Promise.all(
    [...intakes, ...projectors, insights].map((place) => place?.end('SIGKILL').catch(() => null)),
  );
  await look?.destroy();
  await database?.drop();
  await kafka?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
}, 60_000);

async function isReady(place: Place): Promise<void> {
  const response = await fetch(`${await place.url()}/health/ready`);
  if (response.status !== 200) throw new Error(await response.text());
}

/** Asks insights. */
async function ask(path: string): Promise<Json> {
  const response = await fetch((await insights.url()) + path, {
    headers: { authorization: `Bearer ${KEY}` },
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

const inLog = async (): Promise<number> =>
  Number((await look.query('select count(*) as count from ledger.events'))[0].count);

/** Up to which position the log is in the tables, over all partitions. */
const folded = async (): Promise<number> =>
  Number(
    (await look.query('select coalesce(avg(position), 0) as position from ops.checkpoints'))[0].position,
  );

/** Resolves when a figure of the stores has come so far. */
const reached = (figure: () => Promise<number>, least: number) =>
  eventually(async () => {
    const now = await figure();
    if (now < least) throw new Error(`${now} of ${least}`);
  }, 240);

/** Neighbours, so many at a time. */
function* portions<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}

/** The others with these spread evenly among them. */
function spread<T>(items: readonly T[], few: readonly T[]): T[] {
  const every = Math.floor(items.length / few.length);
  return items.flatMap((item, n) => (n % every === 0 && few[n / every] ? [item, few[n / every]] : [item]));
}

/** Sends messages until the broker has taken each. */
async function publishByKafka(all: readonly DemonstrationEvent[]): Promise<void> {
  const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  for (const portion of portions(all, BATCH)) {
    const messages: Message[] = portion.map((event) => ({
      key: event.subject ?? null,
      value: JSON.stringify(event),
      headers: { 'content-type': 'application/cloudevents+json' },
    }));
    await eventually(() => producer.send({ topic: INBOUND, acks: -1, messages }), 60);
  }
  await producer.disconnect();
}

/** Posts batches to the intakes in turn, each again until it is answered. @returns how many were rejected */
async function publishByHttp(all: readonly DemonstrationEvent[]): Promise<number> {
  let rejected = 0;
  let turn = 0;
  for (const portion of portions(all, BATCH)) {
    const body = JSON.stringify(portion);
    const answer = await eventually(async () => {
      const url = await intakes[turn++ % intakes.length].url();
      const response = await fetch(`${url}/v1/events`, {
        method: 'POST',
        body,
        headers: {
          authorization: `Bearer ${KEY}`,
          'content-type': 'application/cloudevents-batch+json',
          // No connection is kept to a process that may be gone at the next batch.
          connection: 'close',
        },
      });
      if (response.status === 503) throw new Error('503');
      return (await response.json()) as Json;
    }, 60);
    rejected += answer.rejected;
  }
  return rejected;
}

/** Kills a projector, one after the other, each time the read models have come a good deal further. @returns how often */
async function killProjectors(): Promise<number> {
  const replacing: Promise<void>[] = [];
  for (let kills = 0; ; kills++) {
    const from = await folded();
    if (from + BETWEEN_KILLS > EVENTS) {
      await Promise.all(replacing);
      return kills;
    }
    await reached(folded, from + BETWEEN_KILLS);
    const which = kills % projectors.length;
    // The others go on, and may be killed, while this one starts.
    await replacing[which];
    replacing[which] = projectors[which].replace();
  }
}

/** The consumer group whose name begins as theirs does. */
async function groupOfProjectors(): Promise<string> {
  const admin = client.admin();
  await admin.connect();
  const { groups } = await admin.listGroups();
  await admin.disconnect();
  const found = groups.filter(({ groupId }) => groupId.startsWith('lifeledger.projectors.'));
  expect(found.length).toBe(1);
  return found[0].groupId;
}

/** Every metric as its sums have it, split by customers and by events, and from the histories. */
const QUESTIONS = [...metrics.values()].flatMap((metric) => {
  const dimensions = dimensionsThatSplit(metric);
  const now = { asOf: '2026-02-01T00:00:00Z' };
  const asked = [
    now,
    { asOf: '2025-03-01T00:00:00Z' },
    ...[dimensions[0], dimensions.at(-1)].filter(Boolean).map((by) => ({ ...now, by: by as string })),
  ];
  return asked.map((parameters) => {
    const all = { ...wholeQuestion(metric.name), ...parameters, precision: '4' };
    return `/v1/metrics/${metric.name}?${new URLSearchParams(all)}`;
  });
});

async function answersOf(asking: (path: string) => Promise<Json>): Promise<Map<string, Json>> {
  const answers = new Map<string, Json>();
  for (const question of QUESTIONS) {
    const { rows, unconverted, failed } = await asking(question);
    answers.set(question, { rows, unconverted, failed });
  }
  return answers;
}

test('whatever is killed, each event counts once, and every metric is that of the all-in-one', async () => {
  const publishing = Promise.all([
    publishByKafka(spread(byKafka, kafkaPoison)),
    publishByHttp(spread(byHttp, httpPoison)),
  ]);
  const killing = Promise.all([
    killProjectors(),
    reached(inLog, 25_000).then(() => intakes[0].replace()),
    reached(inLog, 50_000)
      .then(() => kafka.kill())
      .then(() => kafka.start()),
  ]);
  const [[, rejected], [kills]] = await Promise.all([publishing, killing]);
  expect(rejected).toBe(httpPoison.length);
  // At most one for each 5,000 events; fewer where many passed at once.
  expect(kills).toBeGreaterThanOrEqual(5);

  // Every message has been settled: the group has committed them all.
  const admin = client.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(INBOUND);
  await eventually(async () => {
    const [{ partitions }] = await admin.fetchOffsets({ groupId: 'lifeledger.intake', topics: [INBOUND] });
    const committed = new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)]));
    const behind = ends.filter(
      ({ partition, high }) => Number(high) > Math.max(0, committed.get(partition) ?? 0),
    );
    expect(behind).toEqual([]);
  }, 120);
  await admin.disconnect();
  expect(await inLog()).toBe(EVENTS);
  const [{ position }] = await look.query('select max(position) as position from ledger.events');

  const letters = await readTopic(kafka.brokers, 'lifeledger.dead-letter');
  await letters.atLeast(kafkaPoison.length);
  await letters.close();
  // What was read again after a kill is told again, under the same key.
  const told = new Map(letters.messages.map(({ key, value }) => [key, JSON.parse(value).id]));
  expect([...new Set(told.values())].sort()).toEqual(kafkaPoison.map(({ id }) => id).sort());

  await eventually(() => ask(`/v1/metrics/ltv?minPosition=${position}&timeout=60`), 180);
  const apart = await answersOf(ask);

  // After all that, each projector holds what the group has assigned to it.
  await eventually(async () => {
    const shares = await assignedShares(client, await groupOfProjectors(), 'lifeledger.events');
    expect(shares.map((share) => share.length).toSorted()).toEqual([21, 21, 22]);
    expect(await leasedShares(look)).toEqual(shares);
  }, 60);

  // The log went out whole, whoever sent it.
  const sent = await readTopic(kafka.brokers, 'lifeledger.events');
  await eventually(
    () => expect(new Set(sent.messages.map(({ headers }) => headers.position)).size).toBe(EVENTS),
    60,
  );
  await sent.close();

  for (const place of [...intakes, ...projectors, insights]) expect(await place.end('SIGTERM')).toBe(0);

  const allInOne = await runSystem();
  try {
    for (const portion of portions(events, 2_000)) await allInOne.publish(portion);
    await eventually(() => allInOne.caughtUp(), 180);
    const together = await answersOf((path) => allInOne.json(path));
    for (const question of QUESTIONS) {
      expect({ question, ...apart.get(question) }).toEqual({ question, ...together.get(question) });
    }
    // A metric that finds nothing would prove nothing.
    const empty = [...metrics.keys()].filter((name) =>
      QUESTIONS.filter((question) => question.startsWith(`/v1/metrics/${name}?`)).every(
        (question) => together.get(question)?.rows.length === 0,
      ),
    );
    expect(empty).toEqual([]);
  } finally {
    await allInOne.close();
  }
  console.log(
    `${kills} projectors killed, ${letters.messages.length} dead letters, ${sent.messages.length} events sent on`,
  );
}, 600_000);
