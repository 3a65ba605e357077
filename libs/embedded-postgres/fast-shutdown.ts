/**
 * How long a fast shutdown (SIGINT) may take before an immediate one (SIGQUIT) is asked for, in milliseconds. A fast one
 * can wait for ever: PostgreSQL 18 does, when it is asked while it recovers from the death of a session. An immediate
 * one loses nothing that was committed; the next start replays the write-ahead log.
 */
export const FAST_SHUTDOWN_MS = 20_000;
