import { copyLine } from '../../database/index.js';
import { encode, formatTime } from '../../events/index.js';
import type { Append, ExpectedRevision } from '../port.js';
import { streamName } from '../stream-name.js';

/** An append made ready for COPY but for what only the log can say: position, revision, recorded time. */
export interface PreparedAppend {
  event: Append['event'];
  expectedRevision: ExpectedRevision;
  stream: string;
  /** Source and id as one text that no other pair gives. */
  identity: string;
  /** The row from `stream` on, line feed included. */
  tail: string;
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
  const { source, id, type, subject, time } = event;
  const stream = streamName(event);
  const { data, personal } = encode(event);
  return {
    event,
    expectedRevision,
    stream,
    identity: `${source.length}:${source}${id}`,
    tail: copyLine([stream, source, id, type, subject, formatTime(time), data, personal]),
  };
}
