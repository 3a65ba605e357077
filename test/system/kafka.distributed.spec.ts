import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel, type Message, Partitioners, type Producer } from 'kafkajs';
import { DataSource } from 'typeorm';
import { eventually } from '../support/eventually.js';
import { readTopic } from '../support/kafka/read-topic.js';
import { startKafka, type TestKafka } from '../support/kafka/start-kafka.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import type { Json } from './run-system.js';
import { type StartedProcess, startProcess } from './start-process.js';

/** The whole system as a process of its own, with a real broker, both of which are killed. */

const KEY = 'an-admin-key-for-the-test-with-kafka';
const INBOUND = 'lifeledger.inbound';

let kafka: TestKafka;
let client: Kafka;
let producer: Producer;
let database: TestDatabase;
/** A look at the log beside the system. */
let look: DataSource;
let dataDir: string;
let system: StartedProcess;

beforeAll(async () => {
  kafka = await startKafka();
  database = await createTestDatabase();
  look = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  dataDir = await mkdtemp(join(tmpdir(), 'lifeledger-kafka-system-'));
  await start();
  client = new Kafka({ brokers: kafka.brokers, logLevel: logLevel.NOTHING });
  producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
});

afterAll(async () => {
  await producer?.disconnect().catch(() => undefined);
  system?.child.kill('SIGKILL');
  await system?.ended;
  await look?.destroy();
  await database?.drop();
  await kafka?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  system = await startProcess(process.cwd(), {
    DATABASE_URL: database.url,
    LIFELEDGER_DATA_DIR: dataDir,
    LIFELEDGER_ADMIN_KEY: KEY,
    PORT: '0',
    LOG_LEVEL: 'error',
    KAFKA_BROKERS: kafka.brokers.join(','),
    KAFKA_TRUSTED_SOURCES: '',
  });
}

async function killAndStart(): Promise<void> {
  system.child.kill('SIGKILL');
  await system.ended;
  await start();
}

const readiness = async (): Promise<{ status: number; checks: Record<string, string> }> => {
  const response = await fetch(`${system.url}/health/ready`);
  return { status: response.status, checks: (await (response.json() as Promise<Json>)).checks };
};
const ready = () => eventually(async () => expect((await readiness()).status).toBe(200));

const ask = async (path: string, init: RequestInit = {}): Promise<Json> => {
  const response = await fetch(system.url + path, {
    ...init,
    headers: { authorization: `Bearer ${KEY}`, ...init.headers },
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
};

const inLog = async (): Promise<number> =>
  Number((await look.query('select count(*) as count from ledger.events'))[0].count);
const logHas = (count: number) => eventually(async () => expect(await inLog()).toBeGreaterThanOrEqual(count));

/** A purchase of one dollar. */
const purchase = (n: number, amount = '1.00') => ({
  specversion: '1.0',
  id: `p-${n}`,
  source: 'shop',
  type: 'lifeledger.purchase.completed.v1',
  subject: `c-${n % 40}`,
  time: '2026-03-02T10:15:00Z',
  data: { orderId: `o-${n}`, amount },
});
const message = (event: ReturnType<typeof purchase>): Message => ({
  key: event.subject,
  value: JSON.stringify(event),
  headers: { 'content-type': 'application/cloudevents+json' },
});

const PORTION = 1_000;
/** Messages of one portion: its purchases, every tenth of them twice, and ten that no system can accept. */
function portion(which: number): Message[] {
  const numbers = Array.from({ length: PORTION }, (_, i) => which * PORTION + i);
  return [
    ...numbers.map((n) => message(purchase(n))),
    ...numbers.filter((n) => n % 10 === 0).map((n) => message(purchase(n))),
    ...numbers.slice(0, 10).map((n) => message({ ...purchase(n, '-1'), id: `poison-${n}` })),
  ];
}
const MESSAGES_OF_A_PORTION = PORTION + 100 + 10;

test('killed again and again, system and broker: each event counts once, the poison is told, the log is sent', async () => {
  await ready();
  await producer.connect();
  const send = (which: number) => producer.send({ topic: INBOUND, acks: -1, messages: portion(which) });

  await send(0);
  await logHas(1);
  await killAndStart();
  await send(1);
  await logHas(PORTION + 1);
  await killAndStart();
  await logHas(2 * PORTION);

  // The broker goes: said at once, while HTTP goes on being served.
  await send(2);
  await kafka.kill();
  await eventually(async () => {
    const { status, checks } = await readiness();
    expect([status, checks['kafka-in'], checks.database]).toEqual([503, 'failing', 'ok']);
  });
  const overHttp = purchase(100_000);
  await ask('/v1/events', {
    method: 'POST',
    body: JSON.stringify(overHttp),
    headers: { 'content-type': 'application/cloudevents+json' },
  });
  await kafka.start();
  await ready();

  const count = 3 * PORTION + 1;
  await logHas(count);
  // Every message is read, the last duplicates too: the group has committed them all.
  const admin = client.admin();
  await admin.connect();
  await eventually(async () => {
    const [{ partitions }] = await admin.fetchOffsets({ groupId: 'lifeledger.intake', topics: [INBOUND] });
    const committed = partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
    expect(committed).toBe(3 * MESSAGES_OF_A_PORTION);
  });
  await admin.disconnect();
  expect(await inLog()).toBe(count);

  const { total } = await ask('/v1/quarantine?limit=1');
  expect(total).toBe(30);
  const letters = await readTopic(kafka.brokers, 'lifeledger.dead-letter');
  await letters.atLeast(30);
  await letters.close();
  // What was read again after a kill is told again, under the same key.
  const told = new Map(letters.messages.map(({ key, value }) => [key, JSON.parse(value).id]));
  const poison = [0, 1, 2].flatMap((which) =>
    Array.from({ length: 10 }, (_, i) => `poison-${which * PORTION + i}`),
  );
  expect([...told.values()].sort()).toEqual(poison.sort());

  // Each purchase is of one dollar.
  const revenue = await ask(`/v1/metrics/revenue?minPosition=${count}&timeout=60`);
  expect(revenue.rows).toEqual([expect.objectContaining({ net: `${count}.00`, orders: count })]);

  const events = await readTopic(kafka.brokers, 'lifeledger.events');
  await eventually(() =>
    expect(new Set(events.messages.map(({ headers }) => headers.position)).size).toBe(count),
  );
  await events.close();
  const highest = new Map<string | null, number>();
  const inOrder = events.messages.filter(({ key, headers }) => {
    const position = Number(headers.position);
    const isNew = position > (highest.get(key) ?? 0);
    if (isNew) highest.set(key, position);
    return isNew;
  });
  // A consumer that passes over positions at or below a customer's highest has each event once, in order.
  expect(inOrder.map(({ value }) => JSON.parse(value).id).sort()).toEqual(
    [...Array.from({ length: 3 * PORTION }, (_, n) => `p-${n}`), overHttp.id].sort(),
  );

  system.child.kill('SIGTERM');
  expect(await system.ended).toBe(0);
}, 240_000);
