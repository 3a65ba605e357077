import type { DataSource } from 'typeorm';
import { eventually } from '../../../test/support/eventually.js';
import { freshTopics } from '../../../test/support/kafka/fresh-topics.js';
import { type ReadMessage, readTopic } from '../../../test/support/kafka/read-topic.js';
import { startKafka, type TestKafka } from '../../../test/support/kafka/start-kafka.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { createDataSource, migrate } from '../../database/index.js';
import { PostgresEventStore } from '../../event-store/index.js';
import { type LedgerEvent, parseEvent } from '../../events/index.js';
import { purchase } from '../../intake/testing/start-intake.js';
import { KafkaOut } from './kafka-out.js';

/** Kafka out, against a real broker and a real PostgreSQL. */

let kafka: TestKafka;
beforeAll(async () => {
  kafka = await startKafka();
});
afterAll(() => kafka?.stop());

let database: TestDatabase;
let dataSource: DataSource;
let store: PostgresEventStore;
let topics: ReturnType<typeof freshTopics>['topics'];
let started: KafkaOut[] = [];
beforeEach(async () => {
  database = await createTestDatabase();
  dataSource = createDataSource({ url: database.url });
  await dataSource.initialize();
  await migrate(dataSource);
  store = new PostgresEventStore(dataSource);
  ({ topics } = freshTopics());
});
afterEach(async () => {
  for (const out of started) await out.stop();
  started = [];
  await store.close();
  await dataSource.destroy();
  await database.drop();
});

function start(sent?: (position: number) => void, reports: string[] = []): KafkaOut {
  const out = new KafkaOut({
    brokers: kafka.brokers,
    store,
    dataSource,
    topics,
    partitions: 64,
    sent,
    report: (line) => reports.push(line),
    pauses: { first: 100, longest: 1_000 },
  });
  started.push(out);
  out.start();
  return out;
}

function parsed(event: object): LedgerEvent {
  const result = parseEvent(event, { now: Date.now() * 1000, reportingCurrency: 'EUR' });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.event;
}

/** Appends so many purchases, of seven customers by turns. */
async function append(count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, n) => purchase({ subject: `c-${n % 7}` }));
  await store.append(events.map((event) => ({ event: parsed(event) })));
}

const checkpoint = async (): Promise<number> =>
  Number((await dataSource.query('select position from ops.kafka_out'))[0]?.position ?? 0);
const sentUpTo = (position: number) => eventually(async () => expect(await checkpoint()).toBe(position));
const positionsOf = (messages: readonly ReadMessage[]) =>
  messages.map(({ headers }) => Number(headers.position));
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

/** Positions of each key in the order of arrival, those that came again left out. */
function firstArrivals(messages: readonly ReadMessage[]): Map<string | null, number[]> {
  const seen = new Set<number>();
  const byKey = new Map<string | null, number[]>();
  for (const { key, headers } of messages) {
    const position = Number(headers.position);
    if (seen.has(position)) continue;
    seen.add(position);
    byKey.set(key, [...(byKey.get(key) ?? []), position]);
  }
  return byKey;
}

const ascending = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

test('every event of the log, in order per customer, as a CloudEvent without personal fields', async () => {
  await append(700);
  await store.append([
    {
      event: parsed({
        ...purchase({
          id: 'r-1',
          subject: 'c-1',
          type: 'lifeledger.customer.registered.v1',
          traceparent: '00-secret',
        }),
        data: { country: 'DE', birthYear: 1970, attributes: { hobby: 'secret' }, unknown: 'secret' },
      }),
    },
    {
      event: parsed({
        ...purchase({ id: 'fx-1', subject: undefined, type: 'lifeledger.fx.rate.v1' }),
        data: { from: 'USD', to: 'EUR', rate: '0.9', date: '2026-03-02' },
      }),
    },
  ]);
  const out = start();
  await sentUpTo(702);
  const reader = await readTopic(kafka.brokers, topics.events);
  await reader.atLeast(702);
  await reader.close();
  expect(() => out.check()).not.toThrow();

  expect(ascending(positionsOf(reader.messages))).toEqual(upTo(702));
  const byKey = firstArrivals(reader.messages);
  // Customer n has the positions n+1, n+8, …; the registration of c-1 comes last.
  for (let n = 0; n < 7; n++) {
    const own = upTo(700).filter((position) => (position - 1) % 7 === n);
    expect(byKey.get(`c-${n}`)).toEqual(n === 1 ? [...own, 701] : own);
  }
  expect(byKey.get(null)).toEqual([702]);
  // A customer's events lie in one partition.
  for (const key of byKey.keys()) {
    const partitions = reader.messages
      .filter((message) => message.key === key)
      .map(({ partition }) => partition);
    expect(new Set(partitions).size).toBe(1);
  }
  const registration = reader.messages.find(({ headers }) => headers.position === '701')!;
  expect(registration.headers['content-type']).toBe('application/cloudevents+json; charset=UTF-8');
  expect(JSON.parse(registration.value)).toEqual({
    specversion: '1.0',
    id: 'r-1',
    source: 'shop',
    type: 'lifeledger.customer.registered.v1',
    subject: 'c-1',
    time: '2026-03-02T10:15:00Z',
    datacontenttype: 'application/json',
    position: '701',
    recordedtime: expect.any(String),
    data: { country: 'DE' },
  });
  expect(JSON.stringify(reader.messages)).not.toContain('secret');
});

test('what is appended later follows, and a restart goes on where it stopped', async () => {
  const out = start();
  await append(10);
  await sentUpTo(10);
  await append(5);
  await sentUpTo(15);
  await out.stop();
  await append(10);
  expect(await checkpoint()).toBe(15);
  start();
  await sentUpTo(25);
  const reader = await readTopic(kafka.brokers, topics.events);
  await reader.atLeast(25);
  await reader.close();
  // None twice, none left out.
  expect(ascending(positionsOf(reader.messages))).toEqual(upTo(25));
});

test('killed between sending and noting it: sent again with the same positions, in order', async () => {
  await append(20);
  const out = start();
  await sentUpTo(20);
  await out.stop();
  // As the kill leaves it: the brokers have all twenty, the checkpoint says twelve.
  await dataSource.query('update ops.kafka_out set position = 12');
  start();
  await sentUpTo(20);
  const reader = await readTopic(kafka.brokers, topics.events);
  await reader.atLeast(28);
  await reader.close();
  expect(ascending(positionsOf(reader.messages))).toEqual(ascending([...upTo(20), ...upTo(20).slice(12)]));
  for (const positions of firstArrivals(reader.messages).values())
    expect(positions).toEqual(ascending(positions));
});

test('of two processes one sends; when it stops the other goes on', async () => {
  const sends: string[] = [];
  const first = start(() => sends.push('first'));
  await append(1);
  await sentUpTo(1);
  const second = start(() => sends.push('second'));
  await eventually(() => second.check());
  for (const n of upTo(30)) {
    await append(1);
    await sentUpTo(1 + n);
  }
  expect(new Set(sends)).toEqual(new Set(['first']));
  await first.stop();
  await append(5);
  await sentUpTo(36);
  expect(sends.at(-1)).toBe('second');
  const reader = await readTopic(kafka.brokers, topics.events);
  await reader.atLeast(36);
  await reader.close();
  expect(ascending(positionsOf(reader.messages))).toEqual(upTo(36));
});

test('one that was given up for dead sends no more under its old lease', async () => {
  await append(1);
  const reports: string[] = [];
  start(undefined, reports);
  await sentUpTo(1);
  // Another takes over, as it may when this one has been frozen for long, and sends up to 2 what this one has not seen.
  const other = dataSource.createQueryRunner();
  await other.connect();
  const [{ name }] = await other.query(
    `select pid || '@' || extract(epoch from backend_start) as name from pg_stat_activity where pid = pg_backend_pid()`,
  );
  await dataSource.query(
    `update ops.kafka_out set owner = $1, epoch = epoch + 1, lease_until = now() + interval '1 hour', position = 2`,
    [name],
  );
  await append(3);
  await append(3);
  expect(await checkpoint()).toBe(2);
  await other.release();
  // It is free again: the rest follows from where the other stopped.
  await dataSource.query('update ops.kafka_out set owner = null');
  await sentUpTo(7);
  const reader = await readTopic(kafka.brokers, topics.events);
  await reader.atLeast(6);
  await reader.close();
  expect(ascending(positionsOf(reader.messages))).toEqual([1, 3, 4, 5, 6, 7]);
});

test('brokers that go away amid a long log: waited for, said so, nothing left out, order kept', async () => {
  await append(6_000);
  let sends = 0;
  const reports: string[] = [];
  const out = start(() => sends++, reports);
  await eventually(() => expect(sends).toBeGreaterThan(0));
  await kafka.kill();
  await eventually(() => expect(() => out.check()).toThrow());
  await append(100);
  await kafka.start();
  await sentUpTo(6_100);
  expect(reports[0]).toMatch(/trying again in [\d.]+ s$/);
  expect(() => out.check()).not.toThrow();
  const reader = await readTopic(kafka.brokers, topics.events);
  await reader.atLeast(6_100);
  await eventually(() => expect(new Set(positionsOf(reader.messages)).size).toBe(6_100));
  await reader.close();
  for (const positions of firstArrivals(reader.messages).values())
    expect(positions).toEqual(ascending(positions));
});
