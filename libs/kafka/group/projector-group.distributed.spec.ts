import { randomBytes } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { eventually } from '../../../test/support/eventually.js';
import { freshTopics } from '../../../test/support/kafka/fresh-topics.js';
import { assignedShares, leasedShares } from '../../../test/support/kafka/shares.js';
import { startKafka, type TestKafka } from '../../../test/support/kafka/start-kafka.js';
import type { Projector } from '../../projections/index.js';
import { type Counts, openCounts } from '../../projections/testing/open-counts.js';
import { makeMissingTopics, type Topics } from '../topics.js';
import { groupOf, ProjectorGroup } from './projector-group.js';

/** Projectors as members of a consumer group, against a real broker and a real PostgreSQL. */

const PARTITIONS = 64;

let kafka: TestKafka;
let client: Kafka;
beforeAll(async () => {
  kafka = await startKafka();
  client = new Kafka({ brokers: kafka.brokers, logLevel: logLevel.NOTHING });
});
afterAll(() => kafka?.stop());

let counts: Counts;
let topics: Topics;
let version: string;
let reports: string[];
let members: Member[];
beforeEach(async () => {
  counts = await openCounts();
  ({ topics } = freshTopics());
  version = randomBytes(4).toString('hex');
  reports = [];
  members = [];
});
afterEach(async () => {
  for (const member of members) await member.group.stop();
  await counts.close();
});

interface Member {
  group: ProjectorGroup;
  projector: Projector;
  /** Ends it as a clean stop of its process does. */
  stop(): Promise<unknown>;
}

function join(silence?: number): Member {
  const group = new ProjectorGroup({
    brokers: kafka.brokers,
    projection: { version, partitions: PARTITIONS },
    changed: () => projector.lookAgain(),
    report: (line) => reports.push(line),
    topics,
    pauses: { first: 100, longest: 500 },
    silence,
  });
  const projector = counts.start(
    {},
    { version, partitions: PARTITIONS, batchSize: 20, assigned: () => group.assigned() },
  );
  group.start();
  const member = { group, projector, stop: () => Promise.all([projector.stop(), group.stop()]) };
  members.push(member);
  return member;
}

const assignments = () => assignedShares(client, groupOf({ version }), topics.events);
const leases = () => leasedShares(counts.dataSource);

/** Resolves when so many members hold all partitions, each those that the broker has assigned to it. */
const sharedBy = (number: number) =>
  eventually(async () => {
    const assigned = await assignments();
    expect(assigned.length).toBe(number);
    expect(assigned.flat().toSorted((a, b) => a - b)).toEqual(upTo(PARTITIONS).map((n) => n - 1));
    expect(await leases()).toEqual(assigned);
  });

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const customers = upTo(100).map((n) => `customer ${n}`);
let rounds = 0;
beforeEach(() => {
  rounds = 0;
});

/** An event of each customer. */
async function append(): Promise<void> {
  rounds += 1;
  await counts.append(...customers);
}

/** Every event that was appended has been folded, once. */
async function eachCountsOnce(): Promise<void> {
  await counts.caughtUp();
  expect(await counts.folded()).toEqual(upTo(rounds * customers.length));
  expect(await counts.totals()).toEqual(
    Object.fromEntries(customers.map((name) => [name, [rounds, 2 * rounds]])),
  );
}

test('the group assigns all partitions, and each member holds those that are its own', async () => {
  for (const _ of upTo(3)) join();
  await append();
  await sharedBy(3);
  await eachCountsOnce();
  // 64 among three.
  expect((await leases()).map((share) => share.length).toSorted()).toEqual([21, 21, 22]);
  const admin = client.admin();
  await admin.connect();
  const committed = await admin.fetchOffsets({ groupId: groupOf({ version }) });
  await admin.disconnect();
  expect(committed).toEqual([]);
  expect(reports).toEqual([]);
});

test('partitions move as members come and go, while events arrive', async () => {
  const first = join();
  await append();
  await sharedBy(1);
  join();
  await append();
  await sharedBy(2);
  const third = join();
  await append();
  await sharedBy(3);
  await Promise.all([append(), first.stop()]);
  await sharedBy(2);
  await Promise.all([append(), third.stop()]);
  await sharedBy(1);
  await append();
  await eachCountsOnce();
  expect(counts.reports).toEqual([]);
});

test('while the brokers are away projectors go on and take over from each other; then the group shares again', async () => {
  for (const _ of upTo(3)) join();
  await append();
  await sharedBy(3);
  await kafka.kill();
  await eventually(() => {
    for (const { group } of members) expect(group.assigned()).toBeNull();
  });
  expect(reports[0]).toMatch(/^projectors share by leases alone: .*; trying again in [\d.]+ s$/);
  await append();
  await eachCountsOnce();
  await members[0].stop();
  await append();
  await eachCountsOnce();
  await eventually(async () => expect((await leases()).map((share) => share.length)).toEqual([32, 32]));
  join(); // begins without having seen a broker
  await append();
  await eachCountsOnce();
  // A third at most is 22; the two that had 32 keep as much.
  await eventually(async () =>
    expect((await leases()).map((share) => share.length).toSorted()).toEqual([20, 22, 22]),
  );
  await kafka.start();
  await sharedBy(3);
  await append();
  await eachCountsOnce();
});

test('a projector that does not ask leaves the group, and comes back when it asks again', async () => {
  join(2_000);
  await sharedBy(1);
  const stuck = new ProjectorGroup({
    brokers: kafka.brokers,
    projection: { version, partitions: PARTITIONS },
    changed: () => undefined,
    report: (line) => reports.push(line),
    topics,
    pauses: { first: 100, longest: 500 },
    silence: 2_000,
  });
  stuck.start();
  // It has not asked yet: nothing is assigned to it.
  await append();
  await eachCountsOnce();
  expect((await assignments()).length).toBe(1);
  const joins = () =>
    eventually(() => {
      expect(stuck.assigned()?.size).toBe(32);
    });
  await joins();
  await sharedBy(1); // what it got and did not take is another's again
  await joins();
  await stuck.stop();
  await sharedBy(1);
  await append();
  await eachCountsOnce();
  expect(reports).toEqual([]);
});

test('a topic with another number of partitions: the report says so, and leases alone share', async () => {
  await makeMissingTopics(client, topics, { events: 16 });
  for (const _ of upTo(2)) join();
  await append();
  await eventually(async () =>
    expect((await leases()).map((share) => share.length)).toEqual([PARTITIONS / 2, PARTITIONS / 2]),
  );
  await eachCountsOnce();
  await eventually(() =>
    expect(reports[0]).toContain(
      `projectors share by leases alone: topic ${topics.events} has 16 partitions, PARTITIONS is 64: a consumer group ` +
        'can share them only when both are the same; trying again in ',
    ),
  );
});
