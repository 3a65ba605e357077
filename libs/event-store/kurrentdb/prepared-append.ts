import { encode, type LedgerEvent } from '../../events/index.js';
import type { Append, ExpectedRevision } from '../port.js';
import { streamName } from '../stream-name.js';
import { eventId } from './event-id.js';
import { metadataText } from './stored-event.js';

/** An append made ready to be sent. */
export interface PreparedAppend {
  event: LedgerEvent;
  expectedRevision: ExpectedRevision;
  stream: string;
  eventId: string;
  data: Uint8Array;
  metadata: Uint8Array;
}

/** Done before the append's turn comes, while another group is on its way. */
export function prepareAppend({ event, expectedRevision = 'any' }: Append): PreparedAppend {
  const { data, personal } = encode(event);
  return {
    event,
    expectedRevision,
    stream: streamName(event),
    eventId: eventId(event.source, event.id),
    data: bytes(data),
    metadata: bytes(metadataText(event, personal)),
  };
}

/** The protocol's classes tell bytes by their constructor, and a Buffer's is another. */
function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf8'));
}
