import { EventStoreDBClient } from '@eventstore/db-client';

/**
 * A client for `kurrentdb://…` or `esdb://…`, each also with `+discover`: the same by an older name, the only one
 * this client knows. Nothing is connected yet.
 * @throws Error without the URL's password in its message
 */
export function openClient(url: string): EventStoreDBClient {
  try {
    return EventStoreDBClient.connectionString(url.trim().replace(/^kurrentdb(?=(\+discover)?:)/, 'esdb'));
  } catch (error) {
    throw new Error(withoutPassword((error as Error).message));
  }
}

/** What the client quotes of a URL it cannot read may be where the password stands. */
function withoutPassword(message: string): string {
  return message.replace(/Unexpected "[\s\S]*" at position/, 'something unexpected at position');
}
