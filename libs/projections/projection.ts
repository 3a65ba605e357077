import type { Connection } from '../database/index.js';
import type { RecordedEvent } from '../events/index.js';
import type { Share } from './share.js';

/** The name of a table in one generation: `tables('purchases')` is `read.purchases_v3`. */
export type Tables = (name: string) => string;

/** What a batch touched: keys whose follow-up is due, each with the lowest position that made it due. */
export type Marks = Map<string, number>;

/** Something of the first level that is due in a partition which a transaction does not hold. */
export interface Message {
  partition: number;
  /** What is to be done, in the projection's own words; not empty. */
  kind: string;
  key: string;
  /** The lowest position that made it due. */
  position: number;
}

/** What is due after a step of the first level. */
export interface Due {
  /** Keys of the second level, in whatever partition. */
  marks: Marks;
  messages: readonly Message[];
}

/** What follow-up leaves. */
export interface Settled {
  /** When each key must be looked at again although no event came (microseconds since the epoch; null for never). */
  wakeUps: ReadonlyMap<string, number | null>;
  /** Keys of other partitions that are due now. */
  marks?: Marks;
}

/**
 * A read model that follows the log, as the engine sees it. The engine knows positions, batches, generations,
 * partitions and keys that need follow-up; what they mean is the projection's.
 *
 * An event belongs to the partition of its subject, a key to its own. What is done in a transaction may write only what
 * belongs to its share, and must be a function of what is committed: whoever does it again later does no harm. What
 * others must do goes out as marks and messages in the same transaction, so that whoever gets them sees the rows that
 * made them due.
 */
export interface Projection {
  readonly name: string;
  /** Changes with anything that shapes the tables or what is in them; a new version is built beside the old. */
  readonly version: string;
  /** How many partitions it has: part of the version. */
  readonly partitions: number;
  /** The names of the tables of a generation, without its suffix. */
  readonly tableNames: readonly string[];
  /** SQL that makes the tables of one generation, with the indexes that folding needs. */
  create(tables: Tables): string;
  /** SQL that makes the indexes that only follow-up needs, where they are not there: before the first of it. */
  createFollowUpIndexes?(tables: Tables): string;
  /** SQL that makes the indexes that only readers need: before the generation serves. */
  createIndexes?(tables: Tables): string;
  /**
   * What can be made of a batch without the database, for `fold` to take up. Done while the batch before it is being
   * written.
   */
  prepare?(events: readonly RecordedEvent[]): Promise<unknown>;
  /**
   * First level: takes the events of one batch that belong to the share into the tables and says what is due. Same
   * transaction as the checkpoints.
   * @param prepared what `prepare` made of these events, where it was called
   */
  fold(
    connection: Connection,
    tables: Tables,
    events: readonly RecordedEvent[],
    share: Share,
    prepared?: unknown,
  ): Promise<Due>;
  /** First level: does what messages ask for, whose partitions are all of the share. */
  follow?(connection: Connection, tables: Tables, messages: readonly Message[], share: Share): Promise<Due>;
  /** Second level: brings what is derived for these keys, all of the share, up to date. */
  settle(connection: Connection, tables: Tables, marks: Marks, share: Share): Promise<Settled>;
}

/** The table names of a generation. */
export function tablesOf(generation: number): Tables {
  return (name) => `read.${name}_v${generation}`;
}
