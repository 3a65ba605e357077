/** Classes of SQLSTATE that say the server or the moment was at fault, not the event. */
const TRANSIENT_CLASSES = new Set(['08', '40', '53', '55', '57', '58', 'XX']);
/** The server ended a transaction in which nothing came for long: the process was frozen. */
const IDLE_IN_TRANSACTION = '25P03';
const NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

/** Whether trying again may help: a database or network that was away, a deadlock, a lost lease. */
export function isTransient(error: unknown): boolean {
  if (error instanceof LeaseLost) return true;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string') {
    if (code === IDLE_IN_TRANSACTION) return true;
    return NETWORK_CODES.has(code) || (code.length === 5 && TRANSIENT_CLASSES.has(code.slice(0, 2)));
  }
  return (
    typeof message === 'string' &&
    /connection terminated|connection ended|not queryable|timeout exceeded when trying to connect|Cannot use a pool/i.test(
      message,
    )
  );
}

/** Another projector owns the partition now; nothing of the batch was written. */
export class LeaseLost extends Error {
  constructor() {
    super('another projector owns this partition now');
  }
}
