import type { DataSource } from 'typeorm';
import { type Connection, rows, transaction } from '../database/index.js';
import type { RecordedEvent } from '../events/index.js';
import { moveCheckpoint, type Place } from './lease.js';
import { dueWakeUps, MARKS, mark, nextMarked, setWakeUps, unmark } from './marks.js';
import { type Marks, type Projection, type Tables, tablesOf } from './projection.js';
import { isTransient } from './transient.js';

/** Keys that one transaction settles: bounds its memory and its length. */
const SETTLE_SIZE = 10_000;

export const CHANNEL = 'ledger_projections';

/** The transactions of one generation of a projection, under one epoch. */
export class GenerationFold {
  private readonly tables: Tables;
  /** Keys marked under this epoch and not settled since. */
  private readonly marked = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly projection: Projection,
    private readonly place: Place,
    private readonly epoch: number,
    private readonly report: (line: string) => void,
  ) {
    this.tables = tablesOf(place.generation);
  }

  /**
   * Takes a batch in. `settleNow`: the follow-up goes into the same transaction, so that answers move by whole
   * batches; otherwise the keys are marked for later, which a long catch-up does to work out each key once.
   */
  async batch(events: readonly RecordedEvent[], settleNow: boolean, prepared?: unknown): Promise<void> {
    const position = events[events.length - 1].position;
    try {
      let fresh: Marks = new Map();
      await this.write(position, async (connection) => {
        const marks = await this.projection.fold(connection, this.tables, events, prepared);
        if (settleNow && marks.size <= SETTLE_SIZE) await this.settleKeys(connection, [...marks.keys()]);
        else {
          fresh = new Map([...marks].filter(([key]) => !this.marked.has(key)));
          await mark(connection, this.tables, fresh);
        }
      });
      // Only what is committed is known to be marked.
      for (const key of fresh.keys()) this.marked.add(key);
    } catch (error) {
      if (isTransient(error)) throw error;
      if (settleNow) await this.batch(events, false);
      else if (events.length === 1) await this.setAside(position, '', position, error);
      else {
        const half = Math.floor(events.length / 2);
        await this.batch(events.slice(0, half), false);
        await this.batch(events.slice(half), false);
      }
    }
  }

  /**
   * Takes up again what was set aside and asked for again: folds the events, settles the keys. Folds do not mind the
   * order, so that late is as good as then; what fails again stays.
   */
  async retry(find: (positions: number[]) => Promise<RecordedEvent[]>, position: number): Promise<void> {
    const asked = await transaction(this.dataSource, (connection) =>
      rows<[number, string]>(
        connection,
        `select position, key from ops.set_aside where projection = $1 and generation = $2 and retry order by 1, 2`,
        [this.place.projection, this.place.generation],
      ),
    );
    const attempt = async (at: number, key: string, work: (connection: Connection) => Promise<void>) => {
      try {
        await this.write(position, async (connection) => {
          await work(connection);
          await connection.query(
            'delete from ops.set_aside where projection = $1 and generation = $2 and position = $3 and key = $4',
            [this.place.projection, this.place.generation, at, key],
          );
        });
      } catch (error) {
        if (isTransient(error)) throw error;
        await this.setAside(at, key, position, error);
      }
    };
    const events = await find(asked.filter(([, key]) => key === '').map(([at]) => at));
    for (const event of events) {
      await attempt(event.position, '', async (connection) => {
        const marks = await this.projection.fold(connection, this.tables, [event]);
        await this.settleKeys(connection, [...marks.keys()]);
      });
    }
    for (const [at, key] of asked.filter(([, key]) => key !== '')) {
      await attempt(at, key, (connection) => this.settleKeys(connection, [key]));
    }
  }

  /** Settles the next marked keys. @returns whether more may be waiting */
  async settleMarked(position: number): Promise<boolean> {
    const keys = await transaction(this.dataSource, (connection) =>
      nextMarked(connection, this.tables, SETTLE_SIZE),
    );
    for (const key of keys) this.marked.delete(key);
    await this.settleApart(position, keys);
    return keys.length === SETTLE_SIZE;
  }

  /** Settles keys whose instant has come. @returns whether more may be waiting */
  async settleDue(position: number): Promise<boolean> {
    const keys = await transaction(this.dataSource, (connection) =>
      dueWakeUps(connection, this.tables, SETTLE_SIZE),
    );
    await this.settleApart(position, keys);
    return keys.length === SETTLE_SIZE;
  }

  private async settleApart(position: number, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    try {
      await this.write(position, async (connection) => {
        await this.settleKeys(connection, keys);
        await unmark(connection, this.tables, keys);
      });
    } catch (error) {
      if (isTransient(error)) throw error;
      if (keys.length > 1) {
        const half = Math.floor(keys.length / 2);
        await this.settleApart(position, keys.slice(0, half));
        await this.settleApart(position, keys.slice(half));
      } else {
        await this.write(position, async (connection) => {
          const [marked] = (
            await connection.query(`select position from ${this.tables(MARKS)} where key = $1`, [keys[0]])
          ).rows;
          await this.recordSetAside(connection, Number(marked?.position ?? position), keys[0], error);
          await unmark(connection, this.tables, keys);
          await setWakeUps(connection, this.tables, new Map([[keys[0], null]]));
        });
      }
    }
  }

  private async settleKeys(connection: Connection, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await setWakeUps(connection, this.tables, await this.projection.settle(connection, this.tables, keys));
    // A key that could not be settled before has been now.
    await connection.query(
      'delete from ops.set_aside where projection = $1 and generation = $2 and key = any($3::text[])',
      [this.place.projection, this.place.generation, keys],
    );
  }

  /** The event stays in the log; the projection goes on without it and says so. */
  private async setAside(position: number, key: string, checkpoint: number, error: unknown): Promise<void> {
    await this.write(checkpoint, (connection) => this.recordSetAside(connection, position, key, error));
  }

  /** @param key whose follow-up failed; empty when the event itself could not be folded */
  private async recordSetAside(
    connection: Connection,
    position: number,
    key: string,
    error: unknown,
  ): Promise<void> {
    const text = error instanceof Error ? error.message : String(error);
    const what = key === '' ? 'event' : 'follow-up of event';
    this.report(`${this.projection.name}: ${what} at position ${position} set aside: ${text}`);
    await connection.query(
      `insert into ops.set_aside (projection, generation, position, key, error) values ($1, $2, $3, $4, $5)
       on conflict (projection, generation, position, key)
       do update set error = excluded.error, set_aside_at = now(), retry = false`,
      [this.place.projection, this.place.generation, position, key, text],
    );
  }

  private async write(position: number, work: (connection: Connection) => Promise<unknown>): Promise<void> {
    await transaction(this.dataSource, async (connection) => {
      // Tables and checkpoint are lost together or not at all, and what is lost is folded again: no need to wait
      // for the disk.
      // Folds look things up by index; of tables that have just been filled the planner knows too little to see it.
      await connection.query('set local synchronous_commit = off; set local enable_seqscan = off');
      await moveCheckpoint(connection, this.place, this.epoch, position);
      await work(connection);
      await connection.query(`notify ${CHANNEL}`);
    });
  }
}
