import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { decode, type LedgerEvent, type RecordedEvent } from '../../events/index.js';

/** An event as KurrentDB holds it: its fields as JSON text, everything else of it as JSON in the metadata. */
export interface StoredEvent {
  /** UUID v5 of the identity, see `event-id.ts`. */
  eventId: string;
  stream: string;
  revision: number;
  position: number;
  type: string;
  /** Microseconds since the epoch. */
  recordedTime: number;
  data: string;
  metadata: string;
}

/** What the metadata holds. `personal` is the codec's text, or null. */
interface Metadata extends Pick<LedgerEvent, 'source' | 'id' | 'subject' | 'time'> {
  personal: string | null;
}

/** The prefix of every type of the catalogue. What others keep in the same cluster is none of ours. */
export const TYPE_PREFIX = 'lifeledger.';

export function metadataText({ source, id, subject, time }: LedgerEvent, personal: string | null): string {
  return JSON.stringify({ source, id, subject, time, personal } satisfies Metadata);
}

/**
 * What the server sent of an event.
 *
 * Its position is the commit position, an offset in bytes: exact as a number up to 2^53, some nine million gigabytes.
 * Commit and prepare position are one and the same for every event that is written through gRPC.
 * @throws Error for an event whose position is none that can be read from
 */
export function storedEvent(read: ReadResp.ReadEvent): StoredEvent {
  const event = read.getEvent()!;
  const stream = Buffer.from(event.getStreamIdentifier()!.getStreamName_asU8()).toString('utf8');
  const revision = Number(event.getStreamRevision());
  const position = Number(event.getCommitPosition());
  if (!Number.isSafeInteger(position) || event.getPreparePosition() !== event.getCommitPosition()) {
    throw new Error(
      `event ${revision} of the stream ${stream} has the position ${event.getCommitPosition()}/${event.getPreparePosition()}: ` +
        'the server must be 22.6 or newer, and the event written through gRPC',
    );
  }
  const attributes = event.getMetadataMap();
  return {
    eventId: event.getId()!.getString(),
    stream,
    revision,
    position,
    type: attributes.get('type')!,
    // In ticks of 100 ns.
    recordedTime: Number(BigInt(attributes.get('created')!) / 10n),
    data: Buffer.from(event.getData_asU8()).toString('utf8'),
    metadata: Buffer.from(event.getCustomMetadata_asU8()).toString('utf8'),
  };
}

/** The customer an event is about. */
export function subjectOf(event: StoredEvent): string | null {
  return readMetadata(event).subject;
}

/** The event a stored one is, its old shape lifted to the newest. */
export function recordedEvent(stored: StoredEvent): RecordedEvent {
  const { position, stream, revision, recordedTime, type, data } = stored;
  const { source, id, subject, time, personal } = readMetadata(stored);
  return {
    position,
    stream,
    revision,
    recordedTime,
    ...decode({ source, id, type, subject, time, data, personal }),
  };
}

function readMetadata({ stream, revision, metadata }: StoredEvent): Metadata {
  try {
    return JSON.parse(metadata);
  } catch {
    throw new Error(`event ${revision} of the stream ${stream} was not written by this ledger`);
  }
}
