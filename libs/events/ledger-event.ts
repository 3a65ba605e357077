/**
 * An event as it crosses the rooms: validated, its own fields apart from what is personal.
 *
 * `data` holds the catalogue's fields that are not personal, normalised (amounts as decimal strings,
 * the currency always present). `personal` holds what erasure will take away: the catalogue's personal
 * fields, fields the catalogue does not know, and CloudEvents extensions.
 */
export interface LedgerEvent {
  /** CloudEvents `source`; with `id` the event's identity. */
  source: string;
  id: string;
  /** Full name with version, `lifeledger.purchase.completed.v1`. */
  type: string;
  /** The customer's id; null for the types that have none. */
  subject: string | null;
  /** When it happened in the business: microseconds since 1970-01-01T00:00:00Z, a safe integer. */
  time: number;
  data: Record<string, unknown>;
  personal: PersonalFields | null;
}

export interface PersonalFields {
  /** Fields of `data` that are personal or unknown to the catalogue. */
  data?: Record<string, unknown>;
  /** CloudEvents extension attributes. */
  extensions?: Record<string, unknown>;
}

/** An event as the log gives it back. */
export interface RecordedEvent extends LedgerEvent {
  /** Place in the log: increases, with gaps. A decimal string outside this process. */
  position: number;
  stream: string;
  /** Place in its stream, from 0. */
  revision: number;
  /** When the log took it: microseconds since the epoch. */
  recordedTime: number;
}

/** One thing that is wrong with an input, and where. */
export interface FieldError {
  /** Path from the event's root, `data.amount`, `data.attributes["a b"]`; empty for the event itself. */
  path: string;
  /** What is allowed, in words a publisher can act on. */
  message: string;
}
