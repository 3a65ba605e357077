/** Shared by all that change what is in `bi`, so that processes take turns. */
const BI_LOCK = 71_226_003;

/** SQL that waits for the turn; it lasts until the transaction ends. */
export const TAKE_TURN = `select pg_advisory_xact_lock(${BI_LOCK})`;
