import { decode, type RecordedEvent } from '../../events/index.js';

/** What every read selects, in the order {@link recordedEvent} takes it. */
export const STORED_COLUMNS =
  'position, stream, revision, source, id, type, subject, time, recorded_time, data, personal';

export type StoredRow = [
  position: number,
  stream: string,
  revision: number,
  source: string,
  id: string,
  type: string,
  subject: string | null,
  time: number,
  recordedTime: number,
  data: string,
  personal: string | null,
];

/** The event a row holds, its old shape lifted to the newest. */
export function recordedEvent(row: StoredRow): RecordedEvent {
  const [position, stream, revision, source, id, type, subject, time, recordedTime, data, personal] = row;
  return {
    position,
    stream,
    revision,
    recordedTime,
    ...decode({ source, id, type, subject, time, data, personal }),
  };
}
