export { KurrentdbEventStore } from './kurrentdb/kurrentdb-event-store.js';
export { type OpenedEventStore, openEventStore } from './open-event-store.js';
export * from './port.js';
export { PostgresEventStore } from './postgres/postgres-event-store.js';
export { streamName } from './stream-name.js';

/** The token under which Nest gives out the {@link EventStore}. */
export const EVENT_STORE = Symbol('EVENT_STORE');
