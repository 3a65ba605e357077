import fc from 'fast-check';
import type { QueryRunner } from 'typeorm';
import { histories, settings } from '../../test/support/histories.js';
import { type Ledger, openLedger } from '../../test/support/ledger.js';
import type { PublishedEvent } from '../../test/support/plain-calculation/index.js';
import { readModelContents } from '../../test/support/read-model-contents.js';
import type { Connection } from '../database/index.js';
import type { RecordedEvent } from '../events/index.js';
import { metrics } from '../metrics/index.js';
import { type Due, partitionOfEvent, tablesOf } from '../projections/index.js';
import {
  createMarks,
  marksAsMessages,
  nextMarked,
  nextMessages,
  send,
  takeMarks,
  takeMessages,
} from '../projections/marks.js';
import { type Step, shareOf } from '../projections/share.js';
import { CustomerProjection } from './customer-projection.js';

/* Transactions of several projectors, each open while others begin and commit: none sees what another has not committed. */

const RUNS = Number(process.env.PARTITION_RUNS ?? 20);
const GENERATION = 90;

/** What a projector does next, of so many events, messages or keys; `append` lets the log grow. */
interface Act {
  owner: number;
  does: 'append' | 'batch' | 'follow' | 'settle';
  size: number;
}

const acts: fc.Arbitrary<Act> = fc.record({
  owner: fc.nat({ max: 2 }),
  does: fc.constantFrom<Act['does'][]>('append', 'batch', 'batch', 'follow', 'settle'),
  size: fc.integer({ min: 1, max: 12 }),
});

const arrivals = histories.chain((events) =>
  fc.record({
    events: fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
    partitions: fc.constantFrom(3, 5, 16),
    schedule: fc.array(acts, { minLength: 20, maxLength: 120 }),
  }),
);

/** The log as far as it is there, and the tables that are folded from it. */
class Simulation {
  head = 0;
  readonly projection: CustomerProjection;
  readonly tables = tablesOf(GENERATION);

  constructor(
    readonly ledger: Ledger,
    readonly log: readonly RecordedEvent[],
  ) {
    const { settings: given, store } = ledger;
    const find = async (source: string, id: string) => {
      const event = await store.find(source, id);
      return event && event.position <= this.head ? event : null;
    };
    this.projection = new CustomerProjection([...metrics.values()], { ...given, find });
  }
}

/** One of three projectors: does one thing in a transaction, which stays open until its next turn. */
class Owner {
  private readonly held: Map<number, { position: number; epoch: number }>;
  private open: { step: Step | null } | null = null;

  constructor(
    private readonly simulation: Simulation,
    private readonly runner: QueryRunner,
    private readonly connection: Connection,
    number: number,
  ) {
    const all = Array.from({ length: simulation.projection.partitions }, (_, partition) => partition);
    const own = all.filter((partition) => partition % 3 === number);
    this.held = new Map(own.map((partition) => [partition, { position: 0, epoch: 1 }]));
  }

  /** @returns whether there was anything to do */
  async turn({ does, size }: Pick<Act, 'does' | 'size'>): Promise<boolean> {
    if (this.open) await this.commit();
    const { connection } = this;
    await connection.query(`begin; set local lock_timeout = '100ms'; set local enable_seqscan = off`);
    try {
      this.open = does === 'batch' ? await this.batch(size) : await this.followUp(does, size);
    } catch (error) {
      await connection.query('rollback');
      // Two wait for each other's rows: the database says so in time, and it is tried again.
      if (!['55P03', '40P01'].includes((error as { code: string }).code)) throw error;
      return true;
    }
    if (!this.open) await connection.query('rollback');
    return this.open !== null;
  }

  async commit(): Promise<void> {
    if (!this.open) return;
    await this.connection.query('commit');
    for (const partition of this.open.step?.partitions ?? []) {
      this.held.set(partition, { position: this.open.step?.position as number, epoch: 1 });
    }
    this.open = null;
  }

  private async batch(size: number): Promise<{ step: Step } | null> {
    const { projection, tables, log, head } = this.simulation;
    const after = Math.min(...[...this.held.values()].map(({ position }) => position));
    const read = log.filter(({ position }) => position > after && position <= head).slice(0, size);
    if (read.length === 0) return null;
    const step = { partitions: [...this.held.keys()], position: read[read.length - 1].position };
    const share = shareOf(this.held, projection.partitions, step);
    const own = read.filter((event) => share.has(partitionOfEvent(event, projection.partitions)));
    if (own.length > 0) await this.send(await projection.fold(this.connection, tables, own, share));
    return { step };
  }

  private async followUp(does: Act['does'], size: number): Promise<{ step: null } | null> {
    const { projection, tables } = this.simulation;
    const { connection } = this;
    const share = shareOf(this.held, projection.partitions, null);
    if (does === 'follow') {
      const ids = await nextMessages(connection, tables, share.held, size);
      if (ids.length === 0) return null;
      const messages = await takeMessages(connection, tables, share.held, ids);
      await this.send(await projection.follow(connection, tables, messages, share));
    } else {
      const keys = await nextMarked(connection, tables, share.held, size);
      if (keys.length === 0) return null;
      const marks = await takeMarks(connection, tables, share.held, keys);
      const settled = await projection.settle(connection, tables, marks, share);
      await this.send({ marks: settled.marks ?? new Map(), messages: [] });
    }
    return { step: null };
  }

  private async send({ marks, messages }: Due): Promise<void> {
    const { projection, tables } = this.simulation;
    const { homeOf } = shareOf(this.held, projection.partitions, null);
    await send(this.connection, tables, [...messages, ...marksAsMessages(marks, homeOf)]);
  }

  release(): Promise<void> {
    return this.runner.release();
  }
}

test('however the transactions of three projectors overlap, they leave what one alone leaves', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, settings(), async ({ events, partitions, schedule }, given) => {
      const ledger = await openLedger({ ...given, partitions });
      const owners: Owner[] = [];
      try {
        await ledger.publish(events.map((event) => ({ specversion: '1.0', ...event }) as PublishedEvent));
        const simulation = new Simulation(ledger, await ledger.store.readAll({ after: 0, limit: 10_000 }));
        await ledger.dataSource.query(simulation.projection.create(simulation.tables));
        await ledger.dataSource.query(createMarks(simulation.tables));
        for (const number of [0, 1, 2]) {
          const runner = ledger.dataSource.createQueryRunner();
          owners.push(new Owner(simulation, runner, (await runner.connect()) as Connection, number));
        }
        const last = simulation.log.at(-1)?.position ?? 0;
        for (const { owner, does, size } of schedule) {
          if (does === 'append') simulation.head = Math.min(last, simulation.head + size);
          else await owners[owner].turn({ does, size });
        }
        for (const owner of owners) await owner.commit();
        simulation.head = last;
        for (let busy = true; busy; ) {
          busy = false;
          for (const owner of owners) {
            for (const does of ['batch', 'follow', 'settle'] as const) {
              if (await owner.turn({ does, size: 1_000 })) busy = true;
              await owner.commit();
            }
          }
        }
        ledger.start();
        await ledger.caughtUp();
        expect(await readModelContents(ledger, GENERATION)).toEqual(await readModelContents(ledger, 1));
      } finally {
        for (const owner of owners) await owner.release();
        await ledger.close();
      }
    }),
    { numRuns: RUNS, endOnFailure: process.env.CI !== undefined },
  );
}, 900_000);
