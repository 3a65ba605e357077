/** What became of the events of one request. */
export interface PublishAnswer {
  accepted: number;
  duplicates: number;
  rejected: number;
  /** The highest position of what was accepted, or is a duplicate of; null when there is none. */
  position: string | null;
  /** What was not newly accepted, at most 1,000. */
  results: PublishResult[];
  truncated?: boolean;
}

/** One event that was not newly accepted; `index` is its place in the request, from 0. */
export type PublishResult =
  | { index: number; id: string; status: 'duplicate'; position: string; conflict?: true }
  | { index: number; id: string | null; status: 'rejected'; errors: { path: string; message: string }[] };

export interface ProjectionStatus {
  name: string;
  version: string;
  status: 'live' | 'catching-up' | 'rebuilding' | 'starting';
  /** Of the tables that serve; another number after each rebuild, higher than the one before. */
  generation: number;
  position: string;
  head: string;
  lag: { events: number; seconds: number };
  /** Events set aside. */
  failed: { position: string; error: string }[];
  /** While it is rebuilt: how far that has come. */
  rebuild?: { version: string; position: string };
}

/** A key as it is listed: all but the key itself. */
export interface ListedKey {
  id: string;
  name: string;
  scopes: string[];
  /** The sources it may publish events of; null for every source. */
  sources: string[] | null;
  /** RFC 3339. */
  createdAt: string;
  revokedAt: string | null;
}

export interface NewKey {
  name: string;
  scopes: readonly string[];
  /** Left out: every source. */
  sources?: readonly string[];
}

export interface SignInLink {
  token: string;
  /** RFC 3339. */
  expiresAt: string;
}

export interface Health {
  /** Whether every part is well. */
  ready: boolean;
  /** As the server names its parts. */
  checks: Record<string, unknown>;
}

export interface QuarantinePage {
  items: { id: string }[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
  /** Number of all entries. */
  total: number;
}
