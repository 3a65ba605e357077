import type { DataSource } from 'typeorm';
import { copyIn, copyLine, transaction } from '../../libs/database/index.js';
import { streamName } from '../../libs/event-store/index.js';
import { encode, formatTime, type LedgerEvent } from '../../libs/events/index.js';

const COLUMNS = [
  'position',
  'stream',
  'revision',
  'source',
  'id',
  'type',
  'subject',
  'time',
  'recorded_time',
  'data',
  'personal',
];

/** The rows the log would hold for these events, in COPY's format. */
export function rowsOf(events: readonly LedgerEvent[]): string[] {
  const revisions = new Map<string, number>();
  const now = formatTime(Date.now() * 1000);
  return events.map((event, i) => {
    const stream = streamName(event);
    const revision = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    const { data, personal } = encode(event);
    return copyLine([
      i + 1,
      stream,
      revision,
      event.source,
      event.id,
      event.type,
      event.subject,
      formatTime(event.time),
      now,
      data,
      personal,
    ]);
  });
}

/** Rows per second of one bare COPY into a table just like the log's, with its indexes, durable. */
export async function bareCopy(dataSource: DataSource, lines: readonly string[]): Promise<number> {
  await dataSource.query(
    'drop table if exists ledger.bare; create table ledger.bare (like ledger.events including all)',
  );
  const start = performance.now();
  await transaction(dataSource, (connection) => copyIn(connection, 'ledger.bare', COLUMNS, lines));
  const seconds = (performance.now() - start) / 1000;
  await dataSource.query('drop table ledger.bare');
  return lines.length / seconds;
}
