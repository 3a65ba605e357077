import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { createDataSource, migrate } from '../../database/index.js';
import { startEmbeddedPostgres } from '../../embedded-postgres/index.js';
import type { LedgerEvent, RecordedEvent } from '../../events/index.js';
import type { AppendResult } from '../port.js';
import { PostgresEventStore } from './postgres-event-store.js';

/** A reader goes over every position once, in order, whatever writers and other sessions are doing. */

let database: TestDatabase;
let clients: pg.Client[] = [];
let opened: { store: PostgresEventStore; source: DataSource }[] = [];
let over: AbortController;

beforeEach(async () => {
  over = new AbortController();
  database = await createTestDatabase();
  const source = createDataSource({ url: database.url });
  await source.initialize();
  await migrate(source);
  await source.destroy();
});

afterEach(async () => {
  over.abort();
  await Promise.all(clients.map((client) => client.end()));
  await Promise.all(opened.map(({ store }) => store.close()));
  await Promise.all(opened.map(({ source }) => source.destroy()));
  [clients, opened] = [[], []];
  await database.drop();
});

/** A store with a pool of its own, as another process has it. */
async function openStore(url = database.url): Promise<PostgresEventStore> {
  const source = createDataSource({ url, poolSize: 4 });
  await source.initialize();
  const store = new PostgresEventStore(source);
  opened.push({ store, source });
  return store;
}

/** A session beside the stores. */
async function session(url = database.url): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  clients.push(client);
  return client;
}

const event = (id: string, subject = 'ann'): LedgerEvent => ({
  source: 'shop',
  id,
  type: 'lifeledger.lead.captured.v1',
  subject,
  time: 1_700_000_000_000_000,
  data: { channel: 'search' },
  personal: null,
});
const append = (store: PostgresEventStore, ...ids: string[]) =>
  store.append(ids.map((id) => ({ event: event(id) })));
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const everything = (store: PostgresEventStore) => store.readAll({ after: 0, limit: 100_000 });
const positionsOf = (events: readonly RecordedEvent[]) => events.map(({ position }) => position);

/** Follows by asking for the next events again and again, until it has seen so many. */
async function followByReading(store: PostgresEventStore, count: number): Promise<RecordedEvent[]> {
  const seen: RecordedEvent[] = [];
  while (seen.length < count && !over.signal.aborted) {
    seen.push(...(await store.readAll({ after: seen.at(-1)?.position ?? 0, limit: 7 })));
  }
  return seen;
}

async function followBySubscribing(store: PostgresEventStore, count: number): Promise<RecordedEvent[]> {
  const seen: RecordedEvent[] = [];
  for await (const batch of store.subscribe(0, 13, over.signal)) {
    seen.push(...batch);
    if (seen.length >= count) break;
  }
  return seen;
}

/** The process id of the session that waits for a lock while its statement begins so. */
async function waitingFor(client: pg.Client, statement: string): Promise<number> {
  for (;;) {
    const { rows } = await client.query(
      `select pid from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query ilike $1`,
      [`${statement}%`],
    );
    if (rows.length > 0) return rows[0].pid;
  }
}

it('holds for many writers at once', async () => {
  const WRITERS = 5;
  const BATCHES = 60;
  const sizeOf = (batch: number) => 1 + ((batch * 7) % 20);
  const count = WRITERS * upTo(BATCHES).reduce((sum, batch) => sum + sizeOf(batch - 1), 0);
  const stores = await Promise.all(upTo(WRITERS).map(() => openStore()));
  const readers = [
    followByReading(await openStore(), count),
    followByReading(stores[0], count),
    followBySubscribing(await openStore(), count),
    followBySubscribing(stores[1], count),
  ];
  // Each writer keeps three appends on their way, so that groups of many sizes form.
  const results = await Promise.all(
    stores.flatMap((store, writer) =>
      [0, 1, 2].map(async (lane) => {
        const answered: [string, AppendResult][] = [];
        for (let batch = lane; batch < BATCHES; batch += 3) {
          const ids = upTo(sizeOf(batch)).map((n) => `${writer}-${batch}-${n}`);
          const answers = await append(store, ...ids);
          answered.push(...answers.map((result, i): [string, AppendResult] => [ids[i], result]));
        }
        return answered;
      }),
    ),
  );
  const expected = new Map(
    results.flat().map(([id, result]) => [result.status === 'appended' ? result.position : 0, id]),
  );
  expect([...expected.keys()].sort((a, b) => a - b)).toEqual(upTo(count));
  for (const seen of await Promise.all(readers)) {
    expect(positionsOf(seen)).toEqual(upTo(count));
    expect(seen.map(({ id }) => id)).toEqual(upTo(count).map((position) => expected.get(position)));
  }
});

it('holds while transactions of others stay open, and they delay nobody', async () => {
  const [one, other] = [await openStore(), await openStore()];
  await append(one, 'before');
  const writing = await session();
  await writing.query(`begin; update ops.projections set active_generation = 1;
    insert into ops.projections (name) values ('open')`);
  const reading = await session();
  await reading.query('begin isolation level serializable');
  expect((await reading.query('select count(*) from ledger.events')).rows).toEqual([{ count: '1' }]);
  const rebuilding = await session();
  await rebuilding.query(`begin isolation level repeatable read;
    create table read.rebuilt_v2 as select position from ledger.events;
    insert into read.rebuilt_v2 select n from generate_series(1000, 50000) n`);
  const listening = await session();
  await listening.query('listen ledger_events; begin; select pg_current_xact_id()');

  const readers = [followByReading(one, 41), followBySubscribing(other, 41)];
  for (const n of upTo(20)) {
    await append(one, `one ${n}`);
    await append(other, `other ${n}`);
  }
  // All this came to its end while those were open.
  for (const seen of await Promise.all(readers)) expect(positionsOf(seen)).toEqual(upTo(41));
  expect((await reading.query('select count(*) from ledger.events')).rows).toEqual([{ count: '1' }]);
  for (const client of [writing, reading, rebuilding, listening]) {
    const { rows } = await client.query('select now() < clock_timestamp() as open');
    expect(rows).toEqual([{ open: true }]);
    await client.query('commit');
  }
  await append(one, 'after');
  expect(positionsOf(await everything(other))).toEqual(upTo(42));
});

it('holds over appends that are rolled back, which leave nothing behind', async () => {
  const [one, other] = [await openStore(), await openStore()];
  const seen = followBySubscribing(one, 20);
  for (const n of upTo(10)) {
    const failing = append(other, `rolled back ${n}`, 'no text may hold \u0000');
    const [failed] = await Promise.allSettled([failing, append(one, `one ${n}`)]);
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: '22021' } });
    expect(await append(other, `other ${n}`)).toMatchObject([{ status: 'appended' }]);
  }
  expect(positionsOf(await seen)).toEqual(upTo(20));
  expect((await everything(one)).map(({ id }) => id).filter((id) => id.startsWith('rolled'))).toEqual([]);
  // Their identities and revisions are free.
  expect(await append(other, 'rolled back 1')).toEqual([{ status: 'appended', position: 21, revision: 20 }]);
});

it('holds over an appender whose connection is cut in the middle of its transaction', async () => {
  const [one, other, reader] = [await openStore(), await openStore(), await openStore()];
  await append(one, 'before');
  const seen = followBySubscribing(reader, 4);
  const holding = await session();
  const watching = await session();
  // Its COPY waits here, positions given, the append lock held.
  await holding.query('begin; lock table ledger.events in share mode');
  const cut = append(one, ...upTo(200).map((n) => `cut ${n}`)).catch((error) => error);
  const pid = await waitingFor(watching, 'copy ledger.events');
  const behind = append(other, 'behind');
  await waitingFor(watching, 'select n, at');
  await watching.query('select pg_terminate_backend($1)', [pid]);
  expect(await cut).toMatchObject({ code: '57P01' });
  // Now the next in turn holds the append lock and waits for the table.
  await waitingFor(watching, 'select n, at');
  expect(positionsOf(await everything(reader))).toEqual([1]);
  await holding.query('commit');
  expect(await behind).toEqual([{ status: 'appended', position: 2, revision: 1 }]);
  // The store that was cut goes on, and is told that nothing of it was taken.
  expect(await append(one, 'cut 1', 'behind', 'cut 2')).toEqual([
    { status: 'appended', position: 3, revision: 2 },
    { status: 'duplicate', position: 2, conflict: false },
    { status: 'appended', position: 4, revision: 3 },
  ]);
  expect((await seen).map(({ id }) => id)).toEqual(['before', 'behind', 'cut 1', 'cut 2']);
});

it('holds for a log restored into a cluster with younger transaction ids', async () => {
  const store = await openStore();
  await append(store, 'a', 'b', 'c');
  await append(store, 'd');
  const old = await session();
  await old.query('do $$ begin for i in 1..5000 loop perform pg_current_xact_id(); commit; end loop; end $$');

  const folder = await mkdtemp(join(tmpdir(), 'restored-'));
  await chmod(folder, 0o755); // as root, PostgreSQL runs as another user, who must be let in
  const elsewhere = await startEmbeddedPostgres({
    dataDir: join(folder, 'data'),
    port: 0,
    projectDir: folder,
    rootBaseDir: join(folder, 'base'),
    log: () => {},
    settings: { fsync: 'off' },
  });
  try {
    const restored = await openStore(elsewhere.url);
    await migrate(opened.at(-1)!.source);
    const target = await session(elsewhere.url);
    const columns =
      'position, stream, revision, source, id, type, subject, time, recorded_time, data, personal';
    await pipeline(
      old.query(copyTo(`copy ledger.events (${columns}) to stdout`)),
      target.query(copyFrom(`copy ledger.events (${columns}) from stdin`)),
    );
    const age = async (client: pg.Client) =>
      Number((await client.query('select pg_current_xact_id()::text as id')).rows[0].id);
    expect(await age(target)).toBeLessThan(await age(old));

    const before = await everything(store);
    expect(await everything(restored)).toEqual(before);
    const seen = followBySubscribing(restored, 6);
    expect(await append(restored, 'e', 'b', 'f')).toEqual([
      { status: 'appended', position: 5, revision: 4 },
      { status: 'duplicate', position: 2, conflict: false },
      { status: 'appended', position: 6, revision: 5 },
    ]);
    expect((await seen).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  } finally {
    await Promise.all(clients.splice(0).map((client) => client.end()));
    const { store: there, source } = opened.pop()!;
    await there.close();
    await source.destroy();
    await elsewhere.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
