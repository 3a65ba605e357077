import { CommandBus } from '@nestjs/cqrs';
import type { Message } from 'kafkajs';
import { deferred } from '../../../test/support/deferred.js';
import { eventually } from '../../../test/support/eventually.js';
import { freshTopics } from '../../../test/support/kafka/fresh-topics.js';
import { readTopic } from '../../../test/support/kafka/read-topic.js';
import { startKafka, type TestKafka } from '../../../test/support/kafka/start-kafka.js';
import type { EventStore } from '../../event-store/index.js';
import { PublishEvents } from '../../intake/index.js';
import { purchase, type RunningIntake, startIntake } from '../../intake/testing/start-intake.js';
import { connectKafka, producerOf } from '../connect.js';
import { makeMissingTopics } from '../topics.js';
import { KafkaIn } from './kafka-in.js';

/** Kafka in, against a real broker, the real write side, and a real PostgreSQL. */

let kafka: TestKafka;
let intake: RunningIntake;
/** What stands before the store's next append. */
let beforeAppend: () => Promise<void> = async () => undefined;

beforeAll(async () => {
  kafka = await startKafka();
  intake = await startIntake((store: EventStore) =>
    Object.assign(Object.create(store), {
      append: async (batch: Parameters<EventStore['append']>[0]) => {
        await beforeAppend();
        return store.append(batch);
      },
    }),
  );
});
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  beforeAppend = async () => undefined;
  for (const each of undo.splice(0).reverse()) await each();
  await intake.dataSource.query('truncate ops.quarantine, ops.identity_conflicts');
});
afterAll(async () => {
  await intake?.close();
  await kafka?.stop();
});

const structured = (event: object): Message => ({
  key: (event as { subject?: string }).subject,
  value: JSON.stringify(event),
  headers: { 'content-type': 'application/cloudevents+json' },
});

/** Topics of their own, with a producer and as many consumers as are started. */
async function open({ trusted = [] as string[] } = {}) {
  const { topics, group } = freshTopics();
  const client = connectKafka(kafka.brokers);
  await makeMissingTopics(client, topics, { inbound: 16, deadLetter: 1 });
  const producer = producerOf(client);
  await producer.connect();
  undo.push(() => producer.disconnect());
  const reports: string[] = [];
  /** Messages whose offsets the group has committed. */
  const committed = async (): Promise<number> => {
    const admin = client.admin();
    await admin.connect();
    try {
      const [{ partitions }] = await admin.fetchOffsets({ groupId: group, topics: [topics.inbound] });
      return partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
    } finally {
      await admin.disconnect();
    }
  };
  return {
    topics,
    reports,
    start() {
      const kafkaIn = new KafkaIn({
        brokers: kafka.brokers,
        topics,
        group,
        trustedSources: new Set(trusted),
        publish: (inputs, key) =>
          intake.app.get(CommandBus).execute(new PublishEvents(inputs, key, 'certainly')),
        report: (line) => reports.push(line),
        pauses: { first: 100, longest: 1_000 },
      });
      undo.push(() => kafkaIn.stop());
      kafkaIn.start();
      return kafkaIn;
    },
    send: (...messages: Message[]) => producer.send({ topic: topics.inbound, acks: -1, messages }),
    committed,
    /** Resolves when the group has committed so many messages. */
    settled: (count: number) => eventually(async () => expect(await committed()).toBe(count)),
    async letters(count: number) {
      const reader = await readTopic(kafka.brokers, topics.deadLetter);
      await reader.atLeast(count);
      await reader.close();
      return reader.messages;
    },
  };
}

/** Ids that the log has of a source, in the order of the log. */
const idsOf = async (source: string): Promise<string[]> =>
  (
    await intake.dataSource.query('select id from ledger.events where source = $1 order by position', [
      source,
    ])
  ).map(({ id }: { id: string }) => id);
const quarantined = () => intake.dataSource.query('select * from ops.quarantine order by event_id');

test('events in structured and binary mode are in the log when their offsets are committed', async () => {
  const { start, send, settled } = await open();
  const { data, ...attributes } = purchase({ source: 'modes', subject: 'ä', traceparent: '00-1' });
  await send(structured(purchase({ source: 'modes', id: 'structured' })), {
    key: 'ä',
    value: JSON.stringify(data),
    headers: {
      'content-type': 'application/json',
      ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce_${name}`, String(value)])),
    },
  });
  const kafkaIn = start();
  await settled(2);
  expect(() => kafkaIn.check()).not.toThrow();
  expect((await idsOf('modes')).sort()).toEqual([attributes.id, 'structured'].sort());
  expect(await intake.store.find('modes', attributes.id)).toMatchObject({
    subject: 'ä',
    data: { amount: '29.33', currency: 'EUR' },
    personal: { extensions: { traceparent: '00-1' } },
  });
});

test('an event sent twice counts once; other content is counted as a conflict; neither is a dead letter', async () => {
  const { start, send, settled, topics } = await open();
  const event = purchase({ source: 'twice' });
  start();
  await send(structured(event));
  await settled(1);
  await send(structured(event), structured({ ...event, data: { ...event.data, amount: '1.00' } }));
  await settled(3);
  expect(await idsOf('twice')).toEqual([event.id]);
  expect(await intake.store.find('twice', event.id)).toMatchObject({ data: { amount: '29.33' } });
  const conflicts = await intake.dataSource.query('select source, id, times from ops.identity_conflicts');
  expect(conflicts).toEqual(
    [{ source: 'twice', id: event.id, times: '1' }].map((row) =>
      expect.objectContaining({ source: row.source, id: row.id }),
    ),
  );
  const admin = connectKafka(kafka.brokers).admin();
  await admin.connect();
  expect(await admin.fetchTopicOffsets(topics.deadLetter)).toMatchObject([{ high: '0' }]);
  await admin.disconnect();
});

test('what is not valid goes to quarantine and to the dead letters, without its content; the rest stands', async () => {
  const { start, send, settled, letters, topics } = await open();
  const bad = purchase({ source: 'poison', id: 'bad' }, { amount: '-1', note: 'content' });
  await send(
    structured(purchase({ source: 'poison', id: 'good-1' })),
    structured(bad),
    { key: 'c-1', value: '{"note": "content"' },
    structured(purchase({ source: 'poison', id: 'good-2' })),
  );
  start();
  await settled(4);
  // All have the key c-1: one partition, in order.
  expect(await idsOf('poison')).toEqual(['good-1', 'good-2']);
  const kept = await quarantined();
  expect(kept.map(({ content }: { content: Buffer }) => content.toString())).toEqual([
    JSON.stringify(bad),
    '{"note": "content"',
  ]);
  const sent = await letters(2);
  const bodies = sent.map(({ value }) => JSON.parse(value));
  expect(bodies).toEqual([
    {
      source: 'poison',
      id: 'bad',
      reason: [{ path: 'data.amount', message: expect.stringContaining('must be') }],
      origin: { topic: topics.inbound, partition: expect.any(Number), offset: '1' },
    },
    {
      source: null,
      id: null,
      reason: [{ path: '', message: 'is no JSON' }],
      origin: expect.objectContaining({ offset: '2' }),
    },
  ]);
  const { partition } = bodies[0].origin;
  expect(sent[0].key).toBe(`${topics.inbound}/${partition}/1`);
  expect(JSON.stringify(sent)).not.toContain('content"');
});

test('merges and erasures are taken from trusted sources alone', async () => {
  const { start, send, settled, letters } = await open({ trusted: ['trusted-crm'] });
  const merge = (source: string) =>
    structured({
      ...purchase({ source, id: `merge-${source}`, type: 'lifeledger.customer.merged.v1' }),
      data: { into: 'c-2' },
    });
  const erasure = (source: string) =>
    structured({
      ...purchase({ source, id: `erasure-${source}`, type: 'lifeledger.customer.erased.v1' }),
      data: {},
    });
  start();
  await send(...['trusted-crm', 'shop-x'].flatMap((source) => [merge(source), erasure(source)]));
  await settled(4);
  expect(await idsOf('trusted-crm')).toEqual(['merge-trusted-crm', 'erasure-trusted-crm']);
  expect(await idsOf('shop-x')).toEqual([]);
  expect((await quarantined()).map((row: { event_id: string }) => row.event_id)).toEqual([
    'erasure-shop-x',
    'merge-shop-x',
  ]);
  const told = (await letters(2)).map(({ value }) => JSON.parse(value));
  expect(told.map(({ id }) => id).sort()).toEqual(['erasure-shop-x', 'merge-shop-x']);
  expect(told[0].reason[0].message).toContain('KAFKA_TRUSTED_SOURCES');
});

test('a trusted source may not void events of others', async () => {
  const { start, send, settled } = await open({ trusted: ['void-crm'] });
  const theirs = purchase({ source: 'void-shop' });
  const theVoid = {
    ...purchase({ source: 'void-crm', type: 'lifeledger.event.voided.v1' }),
    subject: undefined,
  };
  start();
  await send(structured(theirs), structured({ ...theVoid, data: { source: 'void-shop', id: theirs.id } }));
  await settled(2);
  expect(await idsOf('void-crm')).toEqual([]);
});

test('while the log takes nothing no offset is committed, the check says why, and then all is taken in once', async () => {
  const { start, send, settled, committed, reports } = await open();
  let attempts = 0;
  const tried = deferred();
  let away = true;
  beforeAppend = async () => {
    if (!away) return;
    if (++attempts === 3) tried.resolve();
    throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
  };
  const kafkaIn = start();
  const events = Array.from({ length: 50 }, () => purchase({ source: 'patience' }));
  await send(...events.map(structured));
  await tried.promise;
  expect(() => kafkaIn.check()).toThrow('events cannot be stored: connect ECONNREFUSED');
  expect(await committed()).toBe(0);
  expect(reports).toEqual([expect.stringContaining('cannot be stored yet')]);
  away = false;
  await settled(50);
  expect(await idsOf('patience')).toEqual(events.map(({ id }) => id));
  await eventually(() => kafkaIn.check());
});

test('rejected events that cannot be kept are not passed over', async () => {
  const { start, send, settled, committed } = await open();
  await intake.dataSource.query('alter table ops.quarantine rename to quarantine_away');
  const kafkaIn = start();
  await send(structured(purchase({ source: 'unkept', id: 'bad' }, { amount: 'x' })));
  await eventually(() => expect(() => kafkaIn.check()).toThrow('ops.quarantine'));
  expect(await committed()).toBe(0);
  await intake.dataSource.query('alter table ops.quarantine_away rename to quarantine');
  await settled(1);
  expect(await quarantined()).toHaveLength(1);
});

test('a stop finishes and commits what is in hand; what was not begun is there for the next', async () => {
  const { start, send, settled, committed } = await open();
  const [arrived, gate] = [deferred(), deferred()];
  beforeAppend = async () => {
    arrived.resolve();
    await gate.promise;
  };
  const kafkaIn = start();
  // One partition, two slices of a thousand.
  const events = Array.from({ length: 2_000 }, () => purchase({ source: 'stop' }));
  await send(...events.map(structured));
  await arrived.promise;
  const stopped = kafkaIn.stop();
  gate.resolve();
  await stopped;
  const taken = (await idsOf('stop')).length;
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(2_000);
  expect(await committed()).toBe(taken);
  start();
  await settled(2_000);
  expect(await idsOf('stop')).toEqual(events.map(({ id }) => id));
});

test('two members share the partitions; when one stops the other goes on', async () => {
  const { start, send, settled } = await open();
  const [first] = [start(), start()];
  const events = Array.from({ length: 300 }, (_, n) => purchase({ source: 'shared', subject: `c-${n}` }));
  await send(...events.slice(0, 150).map(structured));
  await settled(150);
  await first.stop();
  await send(...events.slice(150).map(structured));
  await settled(300);
  expect((await idsOf('shared')).sort()).toEqual(events.map(({ id }) => id).sort());
});

test('a broker that is killed and comes back: waited for, said so, nothing lost, nothing twice', async () => {
  const { start, send, reports } = await open();
  const kafkaIn = start();
  const events = Array.from({ length: 600 }, (_, n) =>
    purchase({ source: 'broker', subject: `c-${n % 20}` }),
  );
  await send(...events.slice(0, 300).map(structured));
  // Somewhere amid these.
  await eventually(async () => expect((await idsOf('broker')).length).toBeGreaterThan(0));
  await kafka.kill();
  await eventually(() => expect(() => kafkaIn.check()).toThrow());
  await eventually(() => expect(reports.length).toBeGreaterThanOrEqual(3));
  expect(reports.at(-1)).toMatch(/trying again in [\d.]+ s$/);
  await kafka.start();
  await eventually(() => kafkaIn.check());
  await eventually(() => send(...events.slice(300).map(structured)));
  await eventually(async () => expect((await idsOf('broker')).length).toBe(600));
  expect((await idsOf('broker')).sort()).toEqual(events.map(({ id }) => id).sort());
});
