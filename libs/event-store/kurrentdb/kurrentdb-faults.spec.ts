import type { DataSource } from 'typeorm';
import {
  type KurrentdbServer,
  startKurrentdbServer,
} from '../../../test/support/kurrentdb-server/start-kurrentdb-server.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { createDataSource, migrate } from '../../database/index.js';
import type { LedgerEvent, RecordedEvent } from '../../events/index.js';
import { KurrentdbEventStore } from './kurrentdb-event-store.js';
import { type PreparedAppend, prepareAppend } from './prepared-append.js';

// On the test server always: no other can be told to forget, to fail and to go away.

let server: KurrentdbServer;
let database: TestDatabase;
let dataSource: DataSource;
let store: KurrentdbEventStore;

beforeEach(async () => {
  server = await startKurrentdbServer();
  database = await createTestDatabase();
  dataSource = createDataSource({ url: database.url });
  await dataSource.initialize();
  await migrate(dataSource);
  store = await KurrentdbEventStore.open(server.url, dataSource);
});
afterEach(async () => {
  await store.close();
  await dataSource.destroy();
  await server.stop();
  await database.drop();
});

const event = (id: string, changes: Partial<LedgerEvent> = {}): LedgerEvent => ({
  source: 'shop',
  id,
  type: 'lifeledger.lead.captured.v1',
  subject: 'ann',
  time: 1_699_963_200_123_457,
  data: { channel: 'search' },
  personal: null,
  ...changes,
});
const append = (...events: LedgerEvent[]) => store.append(events.map((one) => ({ event: one })));
const idsOf = (events: readonly RecordedEvent[]) => events.map(({ id }) => id);
const all = () => store.readAll({ after: 0, limit: 100 });

/** What KurrentDB holds, whatever we make of it: streams and ids. */
const held = () =>
  server.log.events
    .filter(({ type }) => type.startsWith('lifeledger.'))
    .map(({ stream, metadata }) => `${stream} ${JSON.parse(Buffer.from(metadata).toString()).id}`);

const proposed = ({ event: { type }, eventId, data, metadata }: PreparedAppend) => ({
  eventId,
  type,
  contentType: 'application/json',
  data,
  metadata,
});
/** Writes an event without anybody knowing: as a process that was killed before it could say so. */
function leftBehind(one: LedgerEvent) {
  const prepared = prepareAppend({ event: one });
  server.log.forgetIds();
  return server.log.append(prepared.stream, 'any', [proposed(prepared)]);
}

describe('what the server does not do for us', () => {
  it('it judges a batch by its first event: known, the whole is refused or passed over; new, all of it is written', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => proposed(prepareAppend({ event: event(id) })));
    expect(server.log.append('s', 'any', [a, b])).toMatchObject({ status: 'written', revision: 1 });
    expect(server.log.append('s', 'any', [a, b])).toMatchObject({ status: 'idempotent', revision: 1 });
    expect(server.log.append('s', 'any', [a, c])).toMatchObject({
      status: 'wrong-expected-version',
      current: 1,
    });
    expect(server.log.append('s', 'any', [c, a])).toMatchObject({ status: 'written', revision: 3 });
    server.log.forgetIds();
    expect(server.log.append('s', 'any', [a])).toMatchObject({ status: 'written', revision: 4 });
    // With an expected revision it looks into the stream, and forgets nothing.
    expect(server.log.append('s', 'no-stream', [a, b])).toMatchObject({ status: 'idempotent', revision: 1 });
    expect(server.log.append('s', 1, [c, b])).toMatchObject({ status: 'wrong-expected-version', current: 4 });
  });

  it('a duplicate is known after the server has forgotten its id', async () => {
    const [first] = await append(event('1'));
    server.log.forgetIds();
    expect(await append(event('1'))).toEqual([
      { status: 'duplicate', position: first.status === 'appended' && first.position, conflict: false },
    ]);
    expect(held()).toEqual(['customer-ann 1']);
  });

  it('of a batch whose first event is a duplicate the others are written', async () => {
    await append(event('1'));
    expect(await append(event('1'), event('2'), event('3'))).toMatchObject([
      { status: 'duplicate', conflict: false },
      { status: 'appended', revision: 1 },
      { status: 'appended', revision: 2 },
    ]);
    expect(held()).toEqual(['customer-ann 1', 'customer-ann 2', 'customer-ann 3']);
  });

  it('an event that is larger than the server takes refuses its batch, and no other', async () => {
    const large = event('large', { personal: { data: { note: 'x'.repeat(1024 * 1024) } } });
    const [refused, taken] = await Promise.allSettled([append(large), append(event('1'))]);
    expect(refused).toMatchObject({ status: 'rejected' });
    expect(taken).toMatchObject({ status: 'fulfilled', value: [{ status: 'appended', revision: 0 }] });
    expect(idsOf(await all())).toEqual(['1']);
  });
});

describe('what a process that was killed has left behind', () => {
  it('is the event: sent again it is a duplicate, and a conflict where it differs', async () => {
    const left = leftBehind(event('1'));
    const position = left.status === 'written' ? left.position : 0;
    expect(await append(event('1'), event('1', { subject: 'bob' }))).toEqual([
      { status: 'duplicate', position, conflict: false },
      { status: 'duplicate', position, conflict: true },
    ]);
    expect(held()).toEqual(['customer-ann 1']);
  });

  it('is found, read and counted though nobody has indexed it', async () => {
    leftBehind(event('1'));
    expect(await store.find('shop', '1')).toMatchObject(event('1'));
    leftBehind(event('2'));
    const [first] = await all();
    expect(idsOf(await store.readAll({ after: first.position, limit: 10 }))).toEqual(['2']);
    leftBehind(event('3'));
    expect(await store.countAfter(0)).toBe(3);
    leftBehind(event('4'));
    expect(await store.head()).toBe(server.log.events.at(-1)!.position);
    leftBehind(event('5'));
    expect(idsOf(await store.readStream('customer-ann'))).toEqual(['1', '2', '3', '4', '5']);
  });

  it('as a second copy is passed over by every reader: the lowest position is the event', async () => {
    const complaint = (id: string) =>
      event(id, { type: 'lifeledger.complaint.opened.v1', data: { complaintId: 'c', channel: 'email' } });
    await append(event('1'), complaint('2'), event('3'));
    leftBehind(event('1', { data: { channel: 'a copy' } }));
    leftBehind(event('1', { subject: 'bob' }));
    leftBehind(complaint('2'));
    await append(event('4'));
    leftBehind(event('4'));
    expect(held()).toHaveLength(8);

    const events = await all();
    expect(idsOf(events)).toEqual(['1', '2', '3', '4']);
    expect(events[0].data).toEqual({ channel: 'search' });
    expect(idsOf(await store.readAll({ after: 0, limit: 3 }))).toEqual(['1', '2', '3']);
    expect(idsOf(await store.readAll({ after: events[2].position, limit: 1 }))).toEqual(['4']);
    expect(idsOf(await store.readAll({ after: 0, limit: 9, subject: 'ann' }))).toEqual(['1', '2', '3', '4']);
    expect(await store.readAll({ after: 0, limit: 9, subject: 'bob' })).toEqual([]);
    expect(idsOf(await store.readStream('customer-ann'))).toEqual(['1', '3', '4']);
    expect(await store.readStream('customer-bob')).toEqual([]);
    expect(await store.head()).toBe(events[3].position);
    expect(await store.countAfter(events[0].position)).toBe(3);
    expect(await store.find('shop', '1')).toEqual(events[0]);
    expect(idsOf(await store.readPositions(server.log.events.map(({ position }) => position)))).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
  });

  it('as a second copy is not counted by who expects a revision', async () => {
    await append(event('1'));
    leftBehind(event('1')); // revision 1 of Ann
    leftBehind(event('1', { subject: 'bob' })); // revision 0 of Bob
    await store.head();
    const at = async (one: LedgerEvent, expectedRevision: 'no-stream' | number) =>
      (await store.append([{ event: one, expectedRevision }]))[0];
    expect(await at(event('2'), 2)).toEqual({ status: 'revision-conflict', currentRevision: 0 });
    expect(await at(event('2'), 0)).toMatchObject({ status: 'appended', revision: 2 });
    expect(await at(event('3', { subject: 'bob' }), 3)).toEqual({
      status: 'revision-conflict',
      currentRevision: null,
    });
    expect(await at(event('3', { subject: 'bob' }), 'no-stream')).toMatchObject({ status: 'appended' });
  });
});

describe('the index', () => {
  it('can be made anew from the log, and says the same', async () => {
    await append(event('1'), event('2'));
    leftBehind(event('1'));
    await append(event('3'));
    const tables = ['kurrentdb_identities', 'kurrentdb_copies', 'kurrentdb_complaints'];
    const content = () =>
      Promise.all(tables.map((table) => dataSource.query(`select * from ops.${table} order by 1, 2`)));
    const before = await content();
    await dataSource.query(`truncate ${tables.map((table) => `ops.${table}`).join(', ')}`);
    const anew = await KurrentdbEventStore.open(server.url, dataSource);
    expect(await content()).toEqual(before);
    expect(idsOf(await anew.readAll({ after: 0, limit: 10 }))).toEqual(['1', '2', '3']);
    await anew.close();
  });

  it('of another log is refused', async () => {
    await append(event('1'));
    const other = await startKurrentdbServer();
    await expect(KurrentdbEventStore.open(other.url, dataSource)).rejects.toThrow('that of another log');
    await other.stop();
  });
});

it('passes over what others keep in the same cluster, and asks for types to the letter', async () => {
  await append(event('1'));
  const own = proposed(prepareAppend({ event: event('x') }));
  server.log.append('orders', 'any', [{ ...own, eventId: crypto.randomUUID(), type: 'OrderPlaced' }]);
  await append(event('2'));
  leftBehind(event('10', { type: 'lifeledger.lead.captured.v10' }));
  expect(await store.countAfter(0)).toBe(3);
  expect(idsOf(await all())).toEqual(['1', '2', '10']);
  expect(idsOf(await store.readAll({ after: 0, limit: 2, types: ['lifeledger.lead.captured.v1'] }))).toEqual([
    '1',
    '2',
  ]);
});

it('keeps data as JSON, so that the server and its tools can read it', async () => {
  await append(event('1', { personal: { data: { comment: 'fine' } } }));
  const [stored] = server.log.events.filter(({ type }) => type.startsWith('lifeledger.'));
  expect(stored.contentType).toBe('application/json');
  expect(Buffer.from(stored.data).toString()).toBe('{"channel":"search"}');
  expect(JSON.parse(Buffer.from(stored.metadata).toString())).toEqual({
    source: 'shop',
    id: '1',
    subject: 'ann',
    time: 1_699_963_200_123_457,
    personal: '{"data":{"comment":"fine"}}',
  });
});

describe('a server that goes away', () => {
  it('is waited for by who appends and who reads, and every event is there once', async () => {
    await append(event('1'));
    server.kill();
    const appending = append(event('1'), event('2'));
    const reading = store.readStream('customer-ann');
    await server.start();
    expect(await appending).toMatchObject([{ status: 'duplicate' }, { status: 'appended', revision: 1 }]);
    expect(idsOf(await reading)[0]).toBe('1');
    expect(held()).toEqual(['customer-ann 1', 'customer-ann 2']);
  });

  it('is waited for by a subscription, which goes on where it was', async () => {
    await append(event('1'), event('2'));
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const batch of store.subscribe(0, 1, stop.signal)) {
      seen.push(...idsOf(batch));
      if (seen.length === 2) {
        server.kill();
        await server.start();
        await append(event('3'));
      }
      if (seen.length === 3) {
        server.kill();
        leftBehind(event('4'));
        await server.start();
      }
      if (seen.length === 4) stop.abort();
    }
    expect(seen).toEqual(['1', '2', '3', '4']);
  });

  it('wakes who waits for the next append when it is back', async () => {
    const over = new AbortController();
    const first = store.nextAppend(600_000, over.signal);
    await append(event('1'));
    await first;
    server.kill();
    await server.start();
    let woken = false;
    while (!woken) {
      const waiting = store.nextAppend(600_000, over.signal).then(() => true);
      await append(event(`${held().length + 1}`));
      woken = await waiting;
    }
    over.abort();
  });

  it('before it has answered: what it wrote is known, and written once', async () => {
    server.faults.add('lost-answer');
    expect(await append(event('1'))).toMatchObject([{ status: 'appended', revision: 0 }]);
    server.log.forgetIds();
    server.faults.add('lost-answer');
    // Of two writes the first is in the log when the connection breaks, the second is not.
    expect(await append(event('2'), event('3', { subject: 'bob' }))).toMatchObject([
      { status: 'appended', revision: 1 },
      { status: 'appended', revision: 0 },
    ]);
    expect(server.faults.left).toBe(0);
    expect(held()).toEqual(['customer-ann 1', 'customer-ann 2', 'customer-bob 3']);
  });

  it('or never answers, is asked again after the deadline', async () => {
    const hasty = await KurrentdbEventStore.open(`${server.url}&defaultDeadline=300`, dataSource);
    server.faults.add('silent', 'silent');
    expect(await hasty.append([{ event: event('1') }])).toMatchObject([{ status: 'appended' }]);
    server.faults.add('silent');
    expect(await hasty.readStream('customer-ann')).toHaveLength(1);
    expect(server.faults.left).toBe(0);
    await hasty.close();
  });

  it('or refuses a while, is asked again with pauses', async () => {
    server.faults.add('unavailable', 'unavailable', 'unavailable');
    expect(await append(event('1'))).toMatchObject([{ status: 'appended' }]);
    expect(server.faults.left).toBe(0);
  });

  it('and stays away is told of, as an error that trying again may help', async () => {
    server.kill();
    await expect(append(event('1'))).rejects.toMatchObject({ name: 'LogAway', code: 'ECONNRESET' });
    await server.start();
    expect(await append(event('1'))).toMatchObject([{ status: 'appended' }]);
  });
});

it('follows the leader when the node it has asked is none', async () => {
  const follower = await startKurrentdbServer();
  follower.faults.leader = { host: '127.0.0.1', port: server.port };
  const led = await KurrentdbEventStore.open(follower.url, dataSource);
  expect(await led.append([{ event: event('1') }])).toMatchObject([{ status: 'appended' }]);
  expect(held()).toEqual(['customer-ann 1']);
  expect(idsOf(await led.readAll({ after: 0, limit: 10 }))).toEqual(['1']);
  await led.close();
  await follower.stop();
});
