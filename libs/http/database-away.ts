import { isNativeError } from 'node:util/types';

/** Codes of the network, and of PostgreSQL when it cannot serve now and may a little later. */
const AWAY =
  /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08...|53...|57P0[1-5]|25006|55P03|40001|40P01)$/;

/** pg reports a connection that broke by words alone. */
const AWAY_MESSAGE =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;

/** Whether an error says that the database is away or overloaded for the moment, and the request was in order. */
export function isDatabaseAway(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  const { code, driverError, errors } = error as Error & {
    code?: unknown;
    driverError?: unknown;
    errors?: unknown;
  };
  if (typeof code === 'string' && AWAY.test(code)) return true;
  if (AWAY_MESSAGE.test(error.message)) return true;
  if (driverError !== error && isNativeError(driverError)) return isDatabaseAway(driverError);
  // Node reports a host of several addresses as an AggregateError.
  return Array.isArray(errors) && errors.some(isDatabaseAway);
}
