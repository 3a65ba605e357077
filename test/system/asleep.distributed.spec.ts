import { Kafka, logLevel } from 'kafkajs';
import { groupOf } from '../../libs/kafka/group/projector-group.js';
import { eventually } from '../support/eventually.js';
import { assignedShares, leasedShares } from '../support/kafka/shares.js';
import { startKafka, type TestKafka } from '../support/kafka/start-kafka.js';
import { type Ledger, openLedger } from '../support/ledger.js';
import { mixedHistory } from '../support/mixed-history.js';
import { readModelContents } from '../support/read-model-contents.js';
import type { StartedProcess } from './start-process.js';
import { startService } from './start-service.js';

/** Projectors as processes in one consumer group: one is put to sleep amid its work, given up for dead, and wakes up late. */

const EVENTS = 16_000;
const LATER = 1_000;

let kafka: TestKafka;
let client: Kafka;
let ledger: Ledger;
let projectors: StartedProcess[] = [];

beforeAll(async () => {
  kafka = await startKafka();
  client = new Kafka({ brokers: kafka.brokers, logLevel: logLevel.NOTHING });
  ledger = await openLedger();
  const env = { DATABASE_URL: ledger.url, KAFKA_BROKERS: kafka.brokers.join(',') };
  projectors = await Promise.all([1, 2, 3].map(() => startService('projector', env)));
}, 120_000);

afterAll(async () => {
  for (const { child, ended } of projectors) {
    child.kill('SIGKILL');
    await ended;
  }
  await ledger?.close();
  await kafka?.stop();
}, 60_000);

/** Resolves when so many members hold all partitions, each those that the broker has assigned to it. */
const sharedBy = (members: number) =>
  eventually(async () => {
    const assigned = await assignedShares(client, groupOf(ledger.projection), 'lifeledger.events');
    expect(assigned.length).toBe(members);
    expect(assigned.flat().length).toBe(ledger.projection.partitions);
    expect(await leasedShares(ledger.dataSource)).toEqual(assigned);
  }, 90);

async function publish(events: readonly object[]): Promise<void> {
  for (let i = 0; i < events.length; i += 2_000) await ledger.publish(events.slice(i, i + 2_000));
}

/** How far the partitions are that are furthest behind, and those furthest ahead. */
const progress = async (): Promise<{ least: number; most: number }> => {
  const [{ least, most }] = await ledger.dataSource.query(
    'select min(position)::int as least, max(position)::int as most from ops.checkpoints',
  );
  return { least, most };
};

test('given up for dead and awake again, killed, and the tables are those of one projector alone', async () => {
  const events = mixedHistory(EVENTS + LATER);
  const [sleeper, victim, last] = projectors;
  await sharedBy(3);

  await publish(events.slice(0, EVENTS));
  await eventually(async () => expect((await progress()).most).toBeGreaterThan(0));
  sleeper.child.kill('SIGSTOP');
  expect((await progress()).least).toBeLessThan(EVENTS);
  // Its sessions live on; its leases run out, the group gives it up, and the others take its partitions.
  await sharedBy(2);
  await ledger.caughtUp();

  sleeper.child.kill('SIGCONT');
  await sharedBy(3);
  victim.child.kill('SIGKILL');
  await publish(events.slice(EVENTS));
  await sharedBy(2);
  await ledger.caughtUp();
  for (const { child } of [sleeper, last]) child.kill('SIGTERM');
  expect(await Promise.all([sleeper.ended, last.ended])).toEqual([0, 0]);

  const shared = await readModelContents(ledger, 1);
  expect(shared.purchases.length).toBeGreaterThan(1_000);
  ledger.start();
  await ledger.rebuild();
  expect(shared).toEqual(await readModelContents(ledger, 2));
}, 400_000);
