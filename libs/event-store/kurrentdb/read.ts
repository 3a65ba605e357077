import type { EventStoreDBClient } from '@eventstore/db-client';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb, { type ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ClientReadableStream } from '@grpc/grpc-js';
import { MOST_BYTES } from '../most-bytes.js';
import { meaningOf, persistently } from './log-away.js';
import { type StoredEvent, storedEvent, TYPE_PREFIX } from './stored-event.js';
import { call } from './wire.js';

const { Empty, StreamIdentifier } = sharedPb;
const { Options } = streamsPb.ReadReq;

/**
 * Events of the whole log, in its order, chosen by the server; fewer than asked for where they are large.
 * @param from the position of an event, which is the first to be read; 0 for the start of the log
 * @param prefixes of the types wanted
 */
export function readLog(
  client: EventStoreDBClient,
  from: number,
  count: number,
  prefixes: readonly string[] = [TYPE_PREFIX],
): Promise<StoredEvent[]> {
  const all = new Options.AllOptions();
  if (from === 0) all.setStart(new Empty());
  else {
    const position = new Options.Position();
    position.setCommitPosition(String(from));
    position.setPreparePosition(String(from));
    all.setPosition(position);
  }
  const expression = new Options.FilterOptions.Expression();
  expression.setPrefixList([...prefixes]);
  const filter = new Options.FilterOptions();
  filter.setEventType(expression);
  filter.setCount(new Empty());
  filter.setCheckpointintervalmultiplier(1);
  const options = new Options();
  options.setAll(all);
  options.setFilter(filter);
  return read(client, options, count, MOST_BYTES);
}

/** The next events above a position, which must be that of an event, or 0; fewer than asked for where they are large. */
export async function readLogAfter(
  client: EventStoreDBClient,
  after: number,
  count: number,
  prefixes?: readonly string[],
): Promise<StoredEvent[]> {
  if (after === 0) return readLog(client, 0, count, prefixes);
  const events = await readLog(client, after, count + 1, prefixes);
  return events.filter(({ position }) => position > after).slice(0, count);
}

/** Events of a stream from a revision on; none of a stream that does not exist. */
export function readStream(
  client: EventStoreDBClient,
  stream: string,
  fromRevision: number,
  count: number,
): Promise<StoredEvent[]> {
  const identifier = new StreamIdentifier();
  identifier.setStreamName(new Uint8Array(Buffer.from(stream, 'utf8')));
  const of = new Options.StreamOptions();
  of.setStreamIdentifier(identifier);
  of.setRevision(String(fromRevision));
  const options = new Options();
  options.setStream(of);
  options.setNoFilter(new Empty());
  return read(client, options, count);
}

function read(
  client: EventStoreDBClient,
  options: ReadReq.Options,
  count: number,
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<StoredEvent[]> {
  const ids = new Options.UUIDOption();
  ids.setString(new Empty());
  options.setUuidOption(ids);
  options.setReadDirection(Options.ReadDirection.FORWARDS);
  options.setCount(String(count));
  const request = new streamsPb.ReadReq();
  request.setOptions(options);
  return persistently(async () =>
    collect(await call(client, 'read', (streams, ...args) => streams.read(request, ...args)), mostBytes),
  );
}

/** What a reading gives, until it has given enough. */
function collect(reading: ClientReadableStream<ReadResp>, mostBytes: number): Promise<StoredEvent[]> {
  return new Promise((resolve, reject) => {
    const events: StoredEvent[] = [];
    let bytes = 0;
    reading.on('data', (response: ReadResp) => {
      if (bytes >= mostBytes) return;
      try {
        const event = response.getEvent();
        if (!event) return;
        events.push(storedEvent(event));
        bytes += sizeOf(event);
        if (bytes < mostBytes) return;
        resolve(events);
        reading.cancel();
      } catch (error) {
        reject(error);
      }
    });
    reading.on('error', (error) => reject(meaningOf(error)));
    reading.on('end', () => resolve(events));
  });
}

function sizeOf(event: ReadResp.ReadEvent): number {
  const written = event.getEvent();
  return written ? written.getData_asU8().length + written.getCustomMetadata_asU8().length : 0;
}
