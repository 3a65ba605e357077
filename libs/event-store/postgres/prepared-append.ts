import { copyLine } from '../../database/index.js';
import { encode, formatTime } from '../../events/index.js';
import type { Append, ExpectedRevision } from '../port.js';
import { streamName } from '../stream-name.js';

/** An append made ready to be written but for what only the log can say: position, revision, recorded time. */
export interface PreparedAppend {
  event: Append['event'];
  expectedRevision: ExpectedRevision;
  stream: string;
  /** Source and id as one text that no other pair gives. */
  identity: string;
  /** Texts of the columns, as they are stored. */
  time: string;
  data: string;
  personal: string | null;
}

/** Columns in the order of a row: first those the log gives. */
export const COLUMNS = [
  'position',
  'revision',
  'recorded_time',
  'stream',
  'source',
  'id',
  'type',
  'subject',
  'time',
  'data',
  'personal',
] as const;

/** Done before the append's turn comes, while another transaction is on its way. */
export function prepareAppend({ event, expectedRevision = 'any' }: Append): PreparedAppend {
  const { source, id, time } = event;
  return {
    event,
    expectedRevision,
    stream: streamName(event),
    identity: `${source.length}:${source}${id}`,
    time: formatTime(time),
    ...encode(event),
  };
}

/** A row in COPY's format from `stream` on, line feed included. */
export function rowTail({ event, stream, time, data, personal }: PreparedAppend): string {
  return copyLine([stream, event.source, event.id, event.type, event.subject, time, data, personal]);
}
