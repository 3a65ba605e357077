import type { DataSource } from 'typeorm';
import { KurrentdbEventStore } from './kurrentdb/kurrentdb-event-store.js';
import type { EventStore } from './port.js';
import { PostgresEventStore } from './postgres/postgres-event-store.js';

export interface OpenedEventStore {
  store: EventStore;
  /** Rejects when the engine of the log does not answer. */
  ready(): Promise<void>;
  /** Writes what waits and lets connections go. */
  close(): Promise<void>;
}

/**
 * The log: in KurrentDB where a URL is given, in PostgreSQL otherwise.
 * @param url `kurrentdb://…` or `esdb://…`
 * @param dataSource of the log's own, migrations done: it holds the log, or the index beside it
 * @throws Error with what is wrong for whoever starts it: KurrentDB cannot be reached, or the database belongs to
 *   another log
 */
export async function openEventStore(
  url: string | undefined,
  dataSource: DataSource,
): Promise<OpenedEventStore> {
  const [{ own, other }] = await dataSource.query(
    `select exists (select 1 from ledger.events) as own, exists (select 1 from ops.kurrentdb_identities) as other`,
  );
  if (url === undefined) {
    if (other) throw new Error('is unset, but the read models of this database belong to a log in KurrentDB');
    const store = new PostgresEventStore(dataSource);
    const ready = async () => {
      await dataSource.query('select 1');
    };
    return { store, ready, close: () => store.close() };
  }
  if (own) {
    throw new Error(
      'is set, but this database holds a log of its own: bring it over by `lifeledger export`, then `lifeledger import` ' +
        'with another database',
    );
  }
  const store = await KurrentdbEventStore.open(url, dataSource).catch((error) => {
    throw new Error(`does not lead to a KurrentDB that can be used: ${error.message}`, { cause: error });
  });
  return { store, ready: () => store.ready(), close: () => store.close() };
}
