import type { EventStoreDBClient } from '@eventstore/db-client';
import type { DataSource } from 'typeorm';
import { type Connection, withConnection } from '../../database/index.js';
import { type RecordedEvent, sameContent } from '../../events/index.js';
import { AppendQueue } from '../append-queue.js';
import type { Append, AppendResult, EventStore, ReadAllOptions } from '../port.js';
import { appendGroup, type KnownBefore } from './append-group.js';
import { eventId } from './event-id.js';
import {
  beginAlone,
  complaintStreams,
  copiesAt,
  followPage,
  indexEnd,
  lastEventAt,
  placesAt,
  placesOf,
} from './identity-index.js';
import { GrowingPauses, LogAway } from './log-away.js';
import { openClient } from './open-client.js';
import { type PreparedAppend, prepareAppend } from './prepared-append.js';
import { readLog, readLogAfter, readStream } from './read.js';
import { readPlaces } from './read-places.js';
import { recordedEvent, type StoredEvent, subjectOf } from './stored-event.js';
import { Wakes } from './wakes.js';
import { closeClient } from './wire.js';

/** Most events that wait to be written: a few seconds' work. */
const MOST_WAITING = 10_000;

/** How long a subscription sleeps when nothing wakes it. */
const POLL_MILLISECONDS = 1_000;

/** Events of a stream that are read at a time. */
const STREAM_PAGE = 1_000;

/** Events of the log that are read at a time. */
const LOG_PAGE = 10_000;

/**
 * The log in KurrentDB, with an index of its identities in PostgreSQL. Readers see the log up to where the index has
 * followed it, and bring the index forward themselves when nobody else does; so every reader passes over the same
 * copies.
 */
export class KurrentdbEventStore implements EventStore {
  private readonly queue: AppendQueue<PreparedAppend>;
  private readonly wakes: Wakes;

  private constructor(
    private readonly client: EventStoreDBClient,
    private readonly dataSource: DataSource,
  ) {
    this.queue = new AppendQueue((group) => this.write(group), MOST_WAITING);
    this.wakes = new Wakes(client);
  }

  /**
   * Connects, and brings the index to the end of the log, which takes long when it is made anew.
   * @param url `kurrentdb://…` or `esdb://…`
   * @param dataSource of the PostgreSQL that keeps the index, its migrations done
   * @throws Error where the server cannot be reached, or the index is that of another log
   */
  static async open(url: string, dataSource: DataSource): Promise<KurrentdbEventStore> {
    const store = new KurrentdbEventStore(openClient(url), dataSource);
    try {
      await store.checkIndex();
      await store.follow();
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  append(batch: readonly Append[]): Promise<AppendResult[]> {
    return this.queue.append(batch.map(prepareAppend));
  }

  async readStream(stream: string, fromRevision = 0): Promise<RecordedEvent[]> {
    const events: StoredEvent[] = [];
    for await (const page of this.pagesOf(stream, fromRevision)) events.push(...page);
    const last = events.at(-1);
    if (!last) return [];
    if ((await this.query(indexEnd)).position < last.position) await this.follow();
    return (await this.visible(events)).map(recordedEvent);
  }

  async readAll(options: ReadAllOptions): Promise<RecordedEvent[]> {
    if (options.types?.length === 0) return [];
    const events =
      options.subject === undefined
        ? await this.readWhole(options)
        : await this.readSubject(options, options.subject);
    return events.map(recordedEvent);
  }

  async head(): Promise<number> {
    await this.follow();
    return (await this.query((connection) => lastEventAt(connection, Number.MAX_SAFE_INTEGER))).position;
  }

  async countAfter(position: number): Promise<number> {
    await this.follow();
    return this.query(
      async (connection) =>
        (await indexEnd(connection)).ordinal - (await lastEventAt(connection, position)).ordinal,
    );
  }

  nextAppend(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return this.wakes.next(milliseconds, signal);
  }

  async readPositions(positions: readonly number[]): Promise<RecordedEvent[]> {
    const places = await this.query((connection) => placesAt(connection, positions));
    return (await readPlaces(this.client, places)).map(recordedEvent);
  }

  async find(source: string, id: string): Promise<RecordedEvent | null> {
    const wanted = eventId(source, id);
    const place = async () => (await this.query((connection) => placesOf(connection, [wanted]))).get(wanted);
    let found = await place();
    if (!found) {
      await this.follow();
      found = await place();
    }
    if (!found) return null;
    const [event] = await readPlaces(this.client, [found]);
    return event ? recordedEvent(event) : null;
  }

  async *subscribe(after: number, batchSize: number, signal: AbortSignal): AsyncIterable<RecordedEvent[]> {
    const pauses = new GrowingPauses(Number.POSITIVE_INFINITY, signal);
    let position = after;
    while (!signal.aborted) {
      let woken: Promise<void> | undefined;
      let batch: RecordedEvent[] = [];
      try {
        batch = await this.readAll({ after: position, limit: batchSize });
        if (batch.length === 0) {
          // Asked for before another look, so that what is appended in between wakes us.
          woken = this.wakes.next(POLL_MILLISECONDS, signal);
          batch = await this.readAll({ after: position, limit: batchSize });
        }
        pauses.begin();
      } catch (error) {
        if (signal.aborted) return;
        await pauses.after(error);
        continue;
      }
      if (batch.length > 0) {
        yield batch;
        position = batch[batch.length - 1].position;
      } else {
        await woken;
      }
    }
  }

  /** @throws what keeps KurrentDB from answering */
  async ready(): Promise<void> {
    await readLog(this.client, 0, 1);
  }

  /** Writes what waits and lets the connection go. */
  async close(): Promise<void> {
    await this.queue.drained();
    await this.wakes.stop();
    await closeClient(this.client);
  }

  private async write(group: readonly PreparedAppend[]): Promise<(AppendResult | Error)[]> {
    const outcomes = await this.query((connection) => appendGroup(connection, this.client, group));
    const isKnown = (outcome: unknown): outcome is KnownBefore =>
      (outcome as { status?: unknown }).status === 'known-before';
    const places = new Map(outcomes.filter(isKnown).map(({ place }) => [place.position, place]));
    const stored = new Map(
      (await readPlaces(this.client, [...places.values()])).map((event) => [event.position, event]),
    );
    return outcomes.map((outcome, index) => {
      if (!isKnown(outcome)) return outcome;
      const { position } = outcome.place;
      const there = stored.get(position);
      if (!there) return new Error(`the log no longer holds the event at ${position}, which its index knows`);
      return {
        status: 'duplicate',
        position,
        conflict: !sameContent(recordedEvent(there), group[index].event),
      };
    });
  }

  private async readWhole({ after, limit, types }: ReadAllOptions): Promise<StoredEvent[]> {
    const found: StoredEvent[] = [];
    // The server can only read from where an event begins.
    let from = (await this.query((connection) => lastEventAt(connection, after))).position;
    while (found.length < limit) {
      const asked = Math.min(limit - found.length, LOG_PAGE);
      const page = await readLogAfter(this.client, from, asked, types);
      const last = page.at(-1);
      if (!last) break;
      const { known, copies } = await this.copies(page.map(({ position }) => position));
      if (page[0].position > known && found.length === 0) {
        await this.follow();
        continue;
      }
      for (const event of page) {
        const { position, type } = event;
        if (position <= after || position > known || copies.has(position)) continue;
        // A type is asked for by its beginning, and `….v1` begins `….v10`.
        if (!types || types.includes(type)) found.push(event);
      }
      // A page may be short because its events are large: only where nothing was found must more be looked for.
      if ((page.length < asked && found.length > 0) || last.position > known) break;
      from = last.position;
    }
    return found;
  }

  /** The customer's stream and those of complaints, side by side. */
  private async readSubject(
    { after, limit, types }: ReadAllOptions,
    subject: string,
  ): Promise<StoredEvent[]> {
    const complaints = await this.query((connection) => complaintStreams(connection, subject));
    const streams = [`customer-${subject}`, ...complaints];
    const found: StoredEvent[] = [];
    for (const stream of streams) {
      let count = 0;
      for await (const page of this.pagesOf(stream, 0)) {
        const wanted = page.filter(
          (event) =>
            event.position > after &&
            subjectOf(event) === subject &&
            (types === undefined || types.includes(event.type)),
        );
        const visible = await this.visible(wanted);
        found.push(...visible);
        count += visible.length;
        if (count >= limit) break;
      }
    }
    return found.sort((a, b) => a.position - b.position).slice(0, limit);
  }

  private async *pagesOf(stream: string, fromRevision: number): AsyncIterable<StoredEvent[]> {
    let from = fromRevision;
    for (;;) {
      const page = await readStream(this.client, stream, from, STREAM_PAGE);
      if (page.length > 0) yield page;
      if (page.length < STREAM_PAGE) return;
      from = page[page.length - 1].revision + 1;
    }
  }

  /** Without copies, and up to where the index knows which those are. */
  private async visible(events: readonly StoredEvent[]): Promise<StoredEvent[]> {
    if (events.length === 0) return [];
    const { known, copies } = await this.copies(events.map(({ position }) => position));
    return events.filter(({ position }) => position <= known && !copies.has(position));
  }

  private copies(positions: readonly number[]) {
    return this.query((connection) => copiesAt(connection, positions));
  }

  /** Brings the index to the end of the log, in transactions of a page each. */
  private async follow(): Promise<void> {
    for (;;) {
      const end = await this.query(indexEnd);
      if ((await readLogAfter(this.client, end.position, 1)).length === 0) return;
      await this.query(async (connection) => {
        await beginAlone(connection);
        try {
          await followPage(connection, this.client);
          await connection.query('commit');
        } catch (error) {
          await connection.query('rollback').catch(() => undefined);
          throw error;
        }
      });
    }
  }

  /** @throws Error when the log does not have at its place what the index knows of last */
  private async checkIndex(): Promise<void> {
    const last = await this.query((connection) => lastEventAt(connection, Number.MAX_SAFE_INTEGER));
    if (last.position === 0) return;
    const [there] = await readPlaces(this.client, [last]).catch((error) => {
      // Where another log has no event beginning, reading is an error.
      if (error instanceof LogAway) throw error;
      return [];
    });
    const place = there && (await this.query((c) => placesOf(c, [there.eventId]))).get(there.eventId);
    if (place?.position === last.position) return;
    throw new Error(
      'the index in ops.kurrentdb_identities is that of another log: use the database that belongs to this one, or an ' +
        'empty one',
    );
  }

  private query<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return withConnection(this.dataSource, work);
  }
}
