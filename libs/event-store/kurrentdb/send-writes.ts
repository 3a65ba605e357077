import { randomUUID } from 'node:crypto';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { unpackToCommandError } from '@eventstore/db-client/dist/streams/appendToStream/unpackError.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb, {
  type BatchAppendReq,
  type BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import timestampPb from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { ExpectedRevision } from '../port.js';
import { LogAway, meaningOf } from './log-away.js';
import type { PreparedAppend } from './prepared-append.js';
import { call } from './wire.js';

/** Events of one stream that the server takes together or not at all. */
export interface Write {
  stream: string;
  /** As the server counts: second copies included. */
  expectedRevision: ExpectedRevision;
  events: readonly PreparedAppend[];
}

/**
 * Sends writes one after the other without waiting in between; the server takes them in that order.
 * @returns for each write null when it was taken, else the reason of the server
 * @throws LogAway when the connection broke or the deadline passed: any of the writes may have been taken
 */
export async function sendWrites(
  client: EventStoreDBClient,
  writes: readonly Write[],
): Promise<(Error | null)[]> {
  let deadline = new Date(Date.now() + 10_000);
  const batch = await call(client, 'batchAppend', (streams, metadata, options) => {
    deadline = options.deadline as Date;
    return streams.batchAppend(metadata, options);
  });
  return new Promise((resolve, reject) => {
    const outcomes: (Error | null)[] = new Array(writes.length).fill(null);
    const open = new Map<string, number>();
    batch.on('data', (response: BatchAppendResp) => {
      const correlation = response.getCorrelationId()?.getString() ?? '';
      const index = open.get(correlation);
      if (index === undefined) return;
      open.delete(correlation);
      const refusal = response.getError();
      if (refusal?.getDetails()) outcomes[index] = unpackToCommandError(refusal, writes[index].stream);
      else if (refusal) outcomes[index] = new Error(`KurrentDB refused a write: ${refusal.getMessage()}`);
      if (open.size === 0) {
        batch.end();
        resolve(outcomes);
      }
    });
    batch.on('error', (error) => reject(meaningOf(error)));
    batch.on('end', () => reject(new LogAway('ECONNRESET', new Error('it ended a batch without an answer'))));
    for (const [index, write] of writes.entries()) {
      const correlation = randomUUID();
      open.set(correlation, index);
      batch.write(request(write, correlation, deadline));
    }
  });
}

function request(
  { stream, expectedRevision, events }: Write,
  correlation: string,
  deadline: Date,
): BatchAppendReq {
  const identifier = new sharedPb.StreamIdentifier();
  identifier.setStreamName(new Uint8Array(Buffer.from(stream, 'utf8')));
  const options = new streamsPb.BatchAppendReq.Options();
  options.setStreamIdentifier(identifier);
  options.setDeadline(timestampPb.Timestamp.fromDate(deadline));
  if (expectedRevision === 'any') options.setAny(new emptyPb.Empty());
  else if (expectedRevision === 'no-stream') options.setNoStream(new emptyPb.Empty());
  else options.setStreamPosition(String(expectedRevision));

  const message = new streamsPb.BatchAppendReq();
  message.setCorrelationId(uuid(correlation));
  message.setOptions(options);
  message.setProposedMessagesList(events.map(proposed));
  message.setIsFinal(true);
  return message;
}

function proposed({ event, eventId, data, metadata }: PreparedAppend): BatchAppendReq.ProposedMessage {
  const message = new streamsPb.BatchAppendReq.ProposedMessage();
  message.setId(uuid(eventId));
  message.getMetadataMap().set('type', event.type);
  message.getMetadataMap().set('content-type', 'application/json');
  message.setData(data);
  message.setCustomMetadata(metadata);
  return message;
}

function uuid(text: string) {
  const id = new sharedPb.UUID();
  id.setString(text);
  return id;
}
