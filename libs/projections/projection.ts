import type { Connection } from '../database/index.js';
import type { RecordedEvent } from '../events/index.js';

/** The name of a table in one generation: `tables('purchases')` is `read.purchases_v3`. */
export type Tables = (name: string) => string;

/** What a batch touched: keys whose follow-up is due, each with the lowest position that made it due. */
export type Marks = Map<string, number>;

/**
 * A read model that follows the log, as the engine sees it. The engine knows positions, batches, generations and
 * keys that need follow-up; what they mean is the projection's.
 */
export interface Projection {
  readonly name: string;
  /** Changes with anything that shapes the tables or what is in them; a new version is built beside the old. */
  readonly version: string;
  /** The names of the tables of a generation, without its suffix. */
  readonly tableNames: readonly string[];
  /** SQL that makes the tables of one generation, with the indexes that folding needs. */
  create(tables: Tables): string;
  /** SQL that makes the indexes that only readers need: before the generation serves. */
  createIndexes?(tables: Tables): string;
  /**
   * What can be made of a batch without the database, for `fold` to take up. Done while the batch before it is being
   * written.
   */
  prepare?(events: readonly RecordedEvent[]): unknown;
  /**
   * First level: takes one batch into the tables and says which keys need follow-up. Same transaction as the
   * checkpoint.
   * @param prepared what `prepare` made of these events, where it was called
   */
  fold(
    connection: Connection,
    tables: Tables,
    events: readonly RecordedEvent[],
    prepared?: unknown,
  ): Promise<Marks>;
  /**
   * Second level: brings what is derived for these keys up to date, and says when each must be looked at again
   * although no event came (microseconds since the epoch; null for never).
   */
  settle(
    connection: Connection,
    tables: Tables,
    keys: readonly string[],
  ): Promise<Map<string, number | null>>;
}

/** The table names of a generation. */
export function tablesOf(generation: number): Tables {
  return (name) => `read.${name}_v${generation}`;
}
