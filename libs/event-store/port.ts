import type { LedgerEvent, RecordedEvent } from '../events/index.js';

/** What the writer believes of the stream: anything, that it does not exist, or its last revision. */
export type ExpectedRevision = 'any' | 'no-stream' | number;

export interface Append {
  event: LedgerEvent;
  /** Default `any`. */
  expectedRevision?: ExpectedRevision;
}

/** What became of one append. Results come in the order of the batch. */
export type AppendResult =
  | { status: 'appended'; position: number; revision: number }
  /** The identity is in the log already; `conflict` when what is stored differs from what was sent. */
  | { status: 'duplicate'; position: number; conflict: boolean }
  /** The stream stands elsewhere; `currentRevision` is null for a stream without events. */
  | { status: 'revision-conflict'; currentRevision: number | null };

export interface ReadAllOptions {
  /** Events above this position; 0 reads from the start. */
  after: number;
  limit: number;
  types?: readonly string[];
  subject?: string;
}

/** The log: the only truth. Any store behind it passes the contract suite in `contract.ts`. */
export interface EventStore {
  /**
   * Appends each event or says why not. When the promise resolves, what is `appended` is durable.
   * Each append stands alone: one that conflicts does not stop the others.
   * @throws StoreBusy when more waits to be written than may; nothing of the batch was taken then.
   */
  append(batch: readonly Append[]): Promise<AppendResult[]>;

  /** A stream's events in order, from a revision (default 0). Empty for an unknown stream. */
  readStream(stream: string, fromRevision?: number): Promise<RecordedEvent[]>;

  /**
   * The next events of the whole log by position. Never passes over a position that may still appear. They may be fewer
   * than asked for where they are large: only none says that there are no more.
   */
  readAll(options: ReadAllOptions): Promise<RecordedEvent[]>;

  /** The position of the last event; 0 for an empty log. */
  head(): Promise<number>;

  /** How many events lie above a position. */
  countAfter(position: number): Promise<number>;

  /** Resolves when the log may have grown since the call, after `milliseconds` at the latest, or when the signal aborts. */
  nextAppend(milliseconds: number, signal?: AbortSignal): Promise<void>;

  /** The events at these positions, in their order; positions that hold none are passed over. */
  readPositions(positions: readonly number[]): Promise<RecordedEvent[]>;

  /** The event of an identity, if the log has it. */
  find(source: string, id: string): Promise<RecordedEvent | null>;

  /**
   * Catch-up subscription: every event above `after`, in batches of at most `batchSize`, then what comes,
   * until the signal aborts.
   */
  subscribe(after: number, batchSize: number, signal: AbortSignal): AsyncIterable<RecordedEvent[]>;
}

/** More is waiting to be written than the store will hold; try again after a while. */
export class StoreBusy extends Error {
  constructor(readonly retryAfterSeconds = 1) {
    super('the event store has more waiting than it will hold');
  }
}
