import type { DataSource } from 'typeorm';
import { type Connection, rows, transaction, withConnection } from '../database/index.js';
import type { RecordedEvent } from '../events/index.js';
import { FROZEN_SECONDS } from './frozen.js';
import { moveCheckpoints, type Place } from './lease.js';
import {
  dueWakeUps,
  marksAsMessages,
  nextMarked,
  nextMessages,
  send,
  setWakeUps,
  takeMarks,
  takeMessages,
} from './marks.js';
import { partitionOfEvent } from './partition.js';
import { type Due, type Marks, type Message, type Projection, type Tables, tablesOf } from './projection.js';
import { REQUESTS_CHANNEL } from './requests.js';
import { type Checkpoint, type Share, type Step, shareOf } from './share.js';
import { isTransient } from './transient.js';

/** Keys or messages that one transaction settles: bounds its memory and its length. */
const SETTLE_SIZE = 10_000;

export const CHANNEL = 'ledger_projections';

/** What was set aside: an event, where the key is empty; else follow-up of one, or a message. */
interface SetAside {
  position: number;
  partition: number;
  kind: string;
  key: string;
}

/** The transactions of one generation of a projection, under the epochs of the partitions that are held. */
export class GenerationFold {
  private readonly tables: Tables;
  private readonly partitions: readonly number[];
  /** Keys of these partitions that were marked here and not settled since. */
  private readonly marked = new Set<string>();

  /** @param held moves with what is committed */
  constructor(
    private readonly dataSource: DataSource,
    private readonly projection: Projection,
    private readonly place: Place,
    readonly held: Map<number, Checkpoint>,
    private readonly report: (line: string) => void,
  ) {
    this.tables = tablesOf(place.generation);
    this.partitions = [...held.keys()];
  }

  /**
   * Takes in a batch's events of the partitions that it moves. `settleNow`: the follow-up goes into the same
   * transaction, so that answers move by whole batches; otherwise the keys are marked for later, which a long catch-up
   * does to work out each key once.
   */
  async batch(
    events: readonly RecordedEvent[],
    step: Step,
    settleNow: boolean,
    prepared?: unknown,
  ): Promise<void> {
    try {
      await this.takingUp(
        settleNow,
        async (connection, share) =>
          events.length === 0
            ? { marks: new Map(), messages: [] }
            : this.projection.fold(connection, this.tables, events, share, prepared),
        step,
      );
    } catch (error) {
      if (isTransient(error) || events.length === 0) throw error;
      if (settleNow) await this.batch(events, step, false);
      else if (events.length === 1) {
        const [event] = events;
        await this.write((connection) => this.setAside(connection, this.placeOf(event), error), step);
      } else {
        const half = Math.floor(events.length / 2);
        const before = { ...step, position: events[half - 1].position };
        await this.batch(events.slice(0, half), before, false);
        await this.batch(events.slice(half), step, false);
      }
    }
  }

  /**
   * Takes up again what was set aside and asked for again: folds the events, settles the keys. Folds do not mind the
   * order, so that late is as good as then; what fails again stays.
   */
  async retry(find: (positions: number[]) => Promise<RecordedEvent[]>): Promise<void> {
    const asked = await withConnection(this.dataSource, (connection) =>
      rows<[number, number, string, string]>(
        connection,
        `select position, partition, kind, key from ops.set_aside
         where projection = $1 and generation = $2 and retry and partition = any($3::integer[]) order by 1, 2, 3, 4`,
        [this.place.projection, this.place.generation, this.partitions],
      ),
    );
    const found = asked.map(
      ([position, partition, kind, key]): SetAside => ({ position, partition, kind, key }),
    );
    const events = await find(found.filter(({ key }) => key === '').map(({ position }) => position));
    for (const event of events) {
      await this.attempt(this.placeOf(event), (connection, share) =>
        this.projection.fold(connection, this.tables, [event], share),
      );
    }
    for (const what of found.filter(({ key }) => key !== '')) {
      await this.attempt(what, async (connection, share) => {
        if (what.kind === '') return { marks: new Map([[what.key, what.position]]), messages: [] };
        return this.follow(connection, [what], share);
      });
    }
  }

  private async attempt(
    what: SetAside,
    work: (connection: Connection, share: Share) => Promise<Due>,
  ): Promise<void> {
    try {
      await this.takingUp(true, async (connection, share) => {
        const due = await work(connection, share);
        await connection.query(
          `delete from ops.set_aside
           where projection = $1 and generation = $2 and position = $3 and kind = $4 and key = $5`,
          [this.place.projection, this.place.generation, what.position, what.kind, what.key],
        );
        return notBelow(due, this.reached() + 1);
      });
    } catch (error) {
      if (isTransient(error)) throw error;
      await this.write((connection) => this.setAside(connection, what, error));
    }
  }

  /** Follows the next messages of other projectors. @returns whether more may be waiting */
  async followMessages(): Promise<boolean> {
    const ids = await withConnection(this.dataSource, (connection) =>
      nextMessages(connection, this.tables, this.partitions, SETTLE_SIZE),
    );
    await this.followApart(ids, true);
    return ids.length === SETTLE_SIZE;
  }

  private async followApart(ids: readonly number[], settleNow: boolean): Promise<void> {
    if (ids.length === 0) return;
    let taken: Message[] = [];
    try {
      await this.takingUp(settleNow, async (connection, share) => {
        taken = await takeMessages(connection, this.tables, this.partitions, ids);
        return this.follow(connection, taken, share);
      });
    } catch (error) {
      if (isTransient(error)) throw error;
      if (settleNow) await this.followApart(ids, false);
      else if (ids.length > 1) {
        const half = Math.floor(ids.length / 2);
        await this.followApart(ids.slice(0, half), false);
        await this.followApart(ids.slice(half), false);
      } else {
        await this.write(async (connection) => {
          for (const message of await takeMessages(connection, this.tables, this.partitions, ids)) {
            await this.setAside(connection, message, error);
          }
        });
      }
    }
  }

  private async follow(connection: Connection, messages: readonly Message[], share: Share): Promise<Due> {
    if (messages.length === 0 || !this.projection.follow) return { marks: new Map(), messages: [] };
    return this.projection.follow(connection, this.tables, messages, share);
  }

  /** Settles the next marked keys. @returns whether more may be waiting */
  async settleMarked(): Promise<boolean> {
    const keys = await withConnection(this.dataSource, (connection) =>
      nextMarked(connection, this.tables, this.partitions, SETTLE_SIZE),
    );
    for (const key of keys) this.marked.delete(key);
    await this.settleApart(keys);
    return keys.length > 0;
  }

  /** Settles keys whose instant has come. @returns whether more may be waiting */
  async settleDue(): Promise<boolean> {
    const keys = await withConnection(this.dataSource, (connection) =>
      dueWakeUps(connection, this.tables, this.partitions, SETTLE_SIZE),
    );
    await this.settleApart(keys);
    return keys.length === SETTLE_SIZE;
  }

  private async settleApart(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    try {
      await this.write(async (connection, share) => {
        const marked = await takeMarks(connection, this.tables, this.partitions, keys);
        // One that only time has made due holds no answer back.
        const marks = new Map(keys.map((key) => [key, marked.get(key) ?? this.reached() + 1]));
        await this.deliver(connection, await this.settleKeys(connection, marks, share));
      });
    } catch (error) {
      if (isTransient(error)) throw error;
      if (keys.length > 1) {
        const half = Math.floor(keys.length / 2);
        await this.settleApart(keys.slice(0, half));
        await this.settleApart(keys.slice(half));
      } else {
        await this.write(async (connection, share) => {
          const [key] = keys;
          const marked = await takeMarks(connection, this.tables, this.partitions, keys);
          const position = marked.get(key) ?? this.reached();
          await this.setAside(connection, { position, partition: share.homeOf(key), kind: '', key }, error);
          await setWakeUps(connection, this.tables, new Map([[key, null]]), share.homeOf);
        });
      }
    }
  }

  /** Runs a step of the first level in a transaction, and settles or marks what is due after it. */
  private async takingUp(
    settleNow: boolean,
    work: (connection: Connection, share: Share) => Promise<Due>,
    step: Step | null = null,
  ): Promise<void> {
    let fresh: [string, number][] = [];
    await this.write(async (connection, share) => {
      const { marks, messages } = await work(connection, share);
      const own: Marks = share.all ? marks : new Map();
      const others: [string, number][] = [];
      if (!share.all) {
        for (const mark of marks) {
          if (share.has(share.homeOf(mark[0]))) own.set(...mark);
          else others.push(mark);
        }
      }
      const out = [...messages, ...marksAsMessages(others, share.homeOf)];
      if (settleNow && own.size <= SETTLE_SIZE) out.push(...(await this.settleKeys(connection, own, share)));
      else {
        fresh = [...own].filter(([key]) => !this.marked.has(key));
        await send(connection, this.tables, marksAsMessages(fresh, share.homeOf));
      }
      await this.deliver(connection, out);
    }, step);
    // Only what is committed is known to be marked.
    for (const [key] of fresh) this.marked.add(key);
  }

  /** @returns marks for other partitions */
  private async settleKeys(connection: Connection, marks: Marks, share: Share): Promise<Message[]> {
    if (marks.size === 0) return [];
    const settled = await this.projection.settle(connection, this.tables, marks, share);
    await setWakeUps(connection, this.tables, settled.wakeUps, share.homeOf);
    // A key that could not be settled before has been now.
    await connection.query(
      `delete from ops.set_aside where projection = $1 and generation = $2 and kind = '' and key = any($3::text[])`,
      [this.place.projection, this.place.generation, [...marks.keys()]],
    );
    return marksAsMessages(settled.marks ?? [], share.homeOf);
  }

  /** Sends what is for other projectors, and wakes them. */
  private async deliver(connection: Connection, messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    await send(connection, this.tables, messages);
    await connection.query(`notify ${REQUESTS_CHANNEL}`);
  }

  /** Up to where the log is in the tables as far as all that is held goes. */
  private reached(): number {
    return Math.min(...[...this.held.values()].map(({ position }) => position));
  }

  private placeOf(event: RecordedEvent): SetAside {
    const partition = partitionOfEvent(event, this.projection.partitions);
    return { position: event.position, partition, kind: '', key: '' };
  }

  /** The event stays in the log; the projection goes on without it, or without its follow-up, and says so. */
  private async setAside(connection: Connection, what: SetAside, error: unknown): Promise<void> {
    const { position, partition, kind, key } = what;
    const text = error instanceof Error ? error.message : String(error);
    const name = key === '' ? 'event' : 'follow-up of event';
    this.report(`${this.projection.name}: ${name} at position ${position} set aside: ${text}`);
    await connection.query(
      `insert into ops.set_aside (projection, generation, position, partition, kind, key, error)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (projection, generation, position, kind, key)
       do update set error = excluded.error, set_aside_at = now(), retry = false`,
      [this.place.projection, this.place.generation, position, partition, kind, key, text],
    );
  }

  private async write(
    work: (connection: Connection, share: Share) => Promise<unknown>,
    step: Step | null = null,
  ): Promise<void> {
    const share = shareOf(this.held, this.projection.partitions, step);
    await transaction(this.dataSource, async (connection) => {
      // Tables and checkpoint are lost together or not at all, and what is lost is folded again: no need to wait
      // for the disk.
      // Folds look things up by index; of tables that have just been filled the planner knows too little to see it.
      // A process that is frozen in the middle does not keep its locks for ever.
      await connection.query(
        `set local synchronous_commit = off; set local enable_seqscan = off;
         set local idle_in_transaction_session_timeout = '${FROZEN_SECONDS}s'`,
      );
      await moveCheckpoints(connection, this.place, this.held, step);
      await work(connection, share);
      await connection.query(`notify ${CHANNEL}`);
    });
    for (const partition of step?.partitions ?? []) {
      (this.held.get(partition) as Checkpoint).position = (step as Step).position;
    }
  }
}

/** What is due late holds no answer back that has been given. */
function notBelow({ marks, messages }: Due, least: number): Due {
  return {
    marks: new Map([...marks].map(([key, position]) => [key, Math.max(position, least)])),
    messages: messages.map((message) => ({ ...message, position: Math.max(message.position, least) })),
  };
}
