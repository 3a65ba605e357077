import type { QueryRunner } from 'typeorm';
import { createTestDatabase } from '../../../test/support/test-database.js';
import { type Connection, createDataSource, migrate, Notifications, rows } from '../../database/index.js';
import { PostgresEventStore } from '../../event-store/index.js';
import type { RecordedEvent } from '../../events/index.js';
import {
  type Marks,
  type Message,
  PROJECTIONS_CHANNEL,
  type Projection,
  Projector,
  projectionStatus,
  standingNow,
  type Tables,
  tablesOf,
} from '../index.js';

/** What a test does in the middle of the engine's work; what a hook throws, the engine meets. */
export interface Hooks {
  /** When a projector has read events that it has not begun to fold. */
  read?(): unknown;
  /** Inside the transaction, after the tables were written. */
  folded?(events: readonly RecordedEvent[], connection: Connection, generation: number): unknown;
  /**
   * Likewise.
   * @returns when each key must be looked at again; never by default
   */
  settled?(keys: readonly string[], connection: Connection): unknown;
}

/** An event of this subject counts for `ann` instead, in her own partition. */
export const FOR_ANN = 'for ann';

/**
 * A projection of a few lines: first level counts the events of each subject, and notes each position it folded,
 * twice if it folds it twice; follow-up doubles the count.
 */
function countsProjection(version: string, partitions: number, hooks: Hooks): Projection {
  return {
    name: 'counts',
    version,
    partitions,
    tableNames: ['counts', 'folded', 'doubles'],
    create: (tables) => `
      create table ${tables('counts')} (key text primary key, count int not null);
      create table ${tables('folded')} (position bigint not null);
      create table ${tables('doubles')} (key text primary key, double int not null);`,
    async fold(connection, tables, events, share) {
      const own = events.filter(({ subject }) => subject !== FOR_ANN);
      const gifts = events
        .filter(({ subject }) => subject === FOR_ANN)
        .map(({ position }) => ({ partition: share.homeOf('ann'), kind: 'gift', key: 'ann', position }));
      await count(
        connection,
        tables,
        own.flatMap(({ subject }) => subject ?? []),
      );
      await connection.query(`insert into ${tables('folded')} select unnest($1::bigint[])`, [
        events.map(({ position }) => position),
      ]);
      const marks: Marks = new Map();
      for (const { subject, position } of own) {
        if (subject !== null && !marks.has(subject)) marks.set(subject, position);
      }
      if (gifts.length > 0 && share.has(gifts[0].partition)) await take(connection, tables, gifts, marks);
      await hooks.folded?.(events, connection, generationOf(tables));
      return { marks, messages: gifts.filter(({ partition }) => !share.has(partition)) };
    },
    async follow(connection, tables, messages) {
      const marks: Marks = new Map();
      await take(connection, tables, messages, marks);
      return { marks, messages: [] };
    },
    async settle(connection, tables, marks) {
      const keys = [...marks.keys()];
      await connection.query(
        `insert into ${tables('doubles')} (key, double)
         select key, 2 * count from ${tables('counts')} where key = any($1::text[]) order by key
         on conflict (key) do update set double = excluded.double`,
        [keys],
      );
      const wakeUps = (await hooks.settled?.(keys, connection)) as Map<string, number> | undefined;
      return { wakeUps: new Map(keys.map((key) => [key, wakeUps?.get(key) ?? null])) };
    },
  };
}

async function count(connection: Connection, tables: Tables, keys: readonly string[]): Promise<void> {
  await connection.query(
    `insert into ${tables('counts')} as old (key, count)
     select key, count(*) from unnest($1::text[]) as key group by key order by key
     on conflict (key) do update set count = old.count + excluded.count`,
    [keys],
  );
}

async function take(
  connection: Connection,
  tables: Tables,
  gifts: readonly Message[],
  marks: Marks,
): Promise<void> {
  await count(
    connection,
    tables,
    gifts.map(({ key }) => key),
  );
  for (const { key, position } of gifts) marks.set(key, Math.min(position, marks.get(key) ?? position));
}

const generationOf = (tables: Tables) => Number(tables('').split('_v')[1]);

interface StartOptions {
  version?: string;
  batchSize?: number;
  partitions?: number;
  assigned?: () => ReadonlySet<number> | null;
}

/** A log with the counts on a database of their own. */
export async function openCounts() {
  const database = await createTestDatabase();
  const dataSource = createDataSource({ url: database.url, poolSize: 20 });
  await dataSource.initialize();
  await migrate(dataSource);
  const store = new PostgresEventStore(dataSource);
  const news = new Notifications(database.url, PROJECTIONS_CHANNEL);
  const projectors: Projector[] = [];
  const sessions: QueryRunner[] = [];
  const reports: string[] = [];
  let appended = 0;

  const query = async <Row extends unknown[]>(text: string, values: unknown[] = []): Promise<Row[]> => {
    const runner = dataSource.createQueryRunner();
    try {
      return await rows<Row>((await runner.connect()) as Connection, text, values);
    } finally {
      await runner.release();
    }
  };

  const counts = {
    dataSource,
    store,
    /** What projectors reported. */
    reports,
    query,
    /** Appends one event per subject; ids count up. */
    async append(...subjects: string[]): Promise<void> {
      await store.append(
        subjects.map((subject) => ({
          event: {
            source: 'test',
            id: `${++appended}`,
            type: 'lifeledger.lead.captured.v1',
            subject,
            time: 1_700_000_000_000_000,
            data: { channel: 'search' },
            personal: null,
          },
        })),
      );
    },
    /** A projector of the counts that runs until the end of the test. */
    start(hooks: Hooks = {}, options: StartOptions = {}): Projector {
      const { version = 'one', batchSize = 1_000, partitions = 1, assigned } = options;
      const readAll: typeof store.readAll = async (options) => {
        const events = await store.readAll(options);
        if (events.length > 0) await hooks.read?.();
        return events;
      };
      const projector = new Projector({
        // Everything else is the store's own.
        store: Object.assign(Object.create(store), { readAll }),
        dataSource,
        projection: countsProjection(version, partitions, hooks),
        batchSize,
        pollMilliseconds: 100,
        assigned,
        report: (line) => reports.push(line),
      });
      projectors.push(projector);
      projector.start();
      return projector;
    },
    /** Waits until it holds, looking whenever a projector has written. */
    async until(holds: () => unknown): Promise<void> {
      for (;;) {
        const moved = news.next(50);
        if (await holds()) return;
        if (reports.length > 30) throw new Error(`the projectors make no progress: ${reports.at(-1)}`);
        await moved;
      }
    },
    /** Waits until the answers hold the log as it is now. */
    async caughtUp(): Promise<void> {
      const head = await store.head();
      await counts.until(async () => (await counts.position()) >= head);
    },
    standing: () => standingNow(dataSource, 'counts'),
    /** The position served; −1 before there is a generation. */
    position: async () => (await standingNow(dataSource, 'counts'))?.position ?? -1,
    status: () => projectionStatus(dataSource, store, 'counts'),
    /** One row per folded event, in order. */
    folded: async (generation = 1) =>
      (await query<[number]>(`select position from read.folded_v${generation} order by 1`)).map(([at]) => at),
    /** Of a generation: per key its count and its double, null where no follow-up was made. */
    async totals(generation = 1): Promise<Record<string, [number, number | null]>> {
      const tables = tablesOf(generation);
      const found = await query<[string, number, number | null]>(
        `select key, count, double from ${tables('counts')} left join ${tables('doubles')} using (key) order by key`,
      );
      return Object.fromEntries(found.map(([key, count, double]) => [key, [count, double]]));
    },
    checkpoint: async (generation = 1) => {
      const [found] = await query<[number, number, string | null, boolean]>(
        `select position, epoch, owner, lease_until > now() from ops.checkpoints where generation = $1`,
        [generation],
      );
      const [position, epoch, owner, leased] = found;
      return { position, epoch, owner, leased };
    },
    /** How many partitions of a generation each owner holds, most first; and how many nobody does. */
    async shares(generation = 1): Promise<{ held: number[]; free: number }> {
      const found = await query<[string | null, number]>(
        `select owner, count(*) from ops.checkpoints where generation = $1 group by owner order by 2 desc`,
        [generation],
      );
      const held = found.filter(([owner]) => owner !== null).map(([, partitions]) => partitions);
      return { held, free: found.find(([owner]) => owner === null)?.[1] ?? 0 };
    },
    /** The tables of a generation that are there. */
    tables: async (generation: number) =>
      (
        await query<[string]>(
          `select tablename::text from pg_tables where schemaname = 'read' and tablename like $1 order by 1`,
          [`%\\_v${generation}`],
        )
      ).map(([name]) => name),
    /** A session beside the projectors'. */
    async session(): Promise<Connection> {
      const runner = dataSource.createQueryRunner();
      sessions.push(runner);
      return (await runner.connect()) as Connection;
    },
    async close(): Promise<void> {
      await Promise.all(sessions.map((runner) => runner.release()));
      await Promise.all(projectors.map((projector) => projector.stop()));
      await Promise.all([store.close(), news.stop()]);
      await dataSource.destroy();
      await database.drop();
    },
  };
  return counts;
}

export type Counts = Awaited<ReturnType<typeof openCounts>>;
