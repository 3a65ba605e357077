import { setImmediate } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { Notifications, rows, withConnection } from '../../database/index.js';
import type { RecordedEvent } from '../../events/index.js';
import { AppendQueue } from '../append-queue.js';
import { MOST_BYTES } from '../most-bytes.js';
import type { Append, AppendResult, EventStore, ReadAllOptions } from '../port.js';
import { appendStatement, fitsOneStatement } from './append-statement.js';
import { appendTransaction, CHANNEL, isDuplicate } from './append-transaction.js';
import { LogHeads } from './log-heads.js';
import { type PreparedAppend, prepareAppend } from './prepared-append.js';
import { recordedEvent, STORED_COLUMNS, type StoredRow } from './stored-row.js';

/** Most events that wait to be written. */
const MOST_WAITING = 50_000;

/** Events that are read out before others in this process get their turn. */
const BREATH = 500;

/** How long a subscription sleeps when no notification comes. */
const POLL_MILLISECONDS = 1_000;

/** The log in one PostgreSQL table. */
export class PostgresEventStore implements EventStore {
  private readonly queue: AppendQueue<PreparedAppend>;
  private readonly heads = new LogHeads();
  private expectDuplicates = false;
  private readonly notifications: Notifications;

  constructor(private readonly dataSource: DataSource) {
    this.queue = new AppendQueue((group) => this.write(group), MOST_WAITING);
    this.notifications = new Notifications((dataSource.options as { url: string }).url, CHANNEL);
  }

  append(batch: readonly Append[]): Promise<AppendResult[]> {
    return this.queue.append(batch.map(prepareAppend));
  }

  readStream(stream: string, fromRevision = 0): Promise<RecordedEvent[]> {
    return this.read('where stream = $1 and revision >= $2 order by revision', [stream, fromRevision]);
  }

  readAll({ after, limit, types, subject }: ReadAllOptions): Promise<RecordedEvent[]> {
    const conditions = ['position > $1'];
    const values: unknown[] = [after, limit];
    if (types) conditions.push(`type = any($${values.push(types)}::text[])`);
    if (subject !== undefined) {
      const stream = values.push(`customer-${subject}`);
      conditions.push(
        `(stream = $${stream} or (subject = $${values.push(subject)} and stream like 'complaint-%'))`,
      );
    }
    // Of personal and unknown fields: the catalogue's own are short.
    return this.select(
      `select ${STORED_COLUMNS} from (
         select ${STORED_COLUMNS}, coalesce(sum(octet_length(personal)) over (order by position rows
           between unbounded preceding and 1 preceding), 0) as before
         from ledger.events where ${conditions.join(' and ')} order by position limit $2) as page
       where before < ${MOST_BYTES} order by position`,
      values,
      types || subject !== undefined ? undefined : 'read-all',
    );
  }

  readPositions(positions: readonly number[]): Promise<RecordedEvent[]> {
    return this.read('where position = any($1::bigint[]) order by position', [positions]);
  }

  async head(): Promise<number> {
    const [[head]] = await withConnection(this.dataSource, (connection) =>
      rows<[number]>(connection, 'select coalesce(max(position), 0) from ledger.events'),
    );
    return head;
  }

  /** Positions are consecutive here, so the distance is the count. */
  async countAfter(position: number): Promise<number> {
    return Math.max(0, (await this.head()) - position);
  }

  async nextAppend(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await this.notifications.next(milliseconds, signal);
  }

  async find(source: string, id: string): Promise<RecordedEvent | null> {
    const [event] = await this.read('where source = $1 and id = $2', [source, id]);
    return event ?? null;
  }

  async *subscribe(after: number, batchSize: number, signal: AbortSignal): AsyncIterable<RecordedEvent[]> {
    let position = after;
    while (!signal.aborted) {
      let woken: Promise<unknown> | undefined;
      let batch = await this.readAll({ after: position, limit: batchSize });
      if (batch.length === 0) {
        // Asked for before another read, so that what is committed in between wakes us.
        woken = this.notifications.next(POLL_MILLISECONDS, signal);
        batch = await this.readAll({ after: position, limit: batchSize });
      }
      if (batch.length > 0) {
        yield batch;
        position = batch[batch.length - 1].position;
      } else {
        await woken;
      }
    }
  }

  /** Writes what waits and lets the listening connection go. */
  async close(): Promise<void> {
    await this.queue.drained();
    await this.notifications.stop();
  }

  /**
   * Duplicates come in runs, when something is sent again: they are looked for in advance while the last group had
   * some, else the index is left to find them.
   */
  private async write(group: readonly PreparedAppend[]): Promise<AppendResult[]> {
    const attempt = () =>
      withConnection(this.dataSource, (connection) =>
        !this.expectDuplicates && fitsOneStatement(group)
          ? appendStatement(connection, group)
          : appendTransaction(connection, group, this.heads, this.expectDuplicates),
      );
    let results: AppendResult[];
    try {
      results = await attempt();
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      this.expectDuplicates = true;
      results = await attempt();
    }
    this.expectDuplicates = results.some(({ status }) => status === 'duplicate');
    return results;
  }

  private read(tail: string, values: unknown[]): Promise<RecordedEvent[]> {
    return this.select(`select ${STORED_COLUMNS} from ledger.events ${tail}`, values);
  }

  private async select(statement: string, values: unknown[], name?: string): Promise<RecordedEvent[]> {
    const found = await withConnection(this.dataSource, (connection) =>
      rows<StoredRow>(connection, statement, values, name),
    );
    const events: RecordedEvent[] = [];
    for (const row of found) {
      // A batch is thousands of rows: whoever waits for PostgreSQL meanwhile gets a turn.
      if (events.length % BREATH === BREATH - 1) await setImmediate();
      events.push(recordedEvent(row));
    }
    return events;
  }
}
