import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import streamsPb, {
  type BatchAppendReq,
  type BatchAppendResp,
  type ReadReq,
  type ReadResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import { type ServerDuplexStream, type ServerWritableStream, status } from '@grpc/grpc-js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import { type Faults, failure, notLeader, unavailable } from './faults.js';
import {
  type Appended,
  type Expected,
  type LoggedEvent,
  MAX_APPEND_SIZE,
  type MemoryLog,
  type ProposedEvent,
} from './memory-log.js';

type Reading = ServerWritableStream<ReadReq, ReadResp>;
type Appending = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

/** `event_store.client.streams.Streams`, as far as a ledger uses it: Read and BatchAppend. */
export function streamsService(log: MemoryLog, faults: Faults) {
  const isLed = (call: Reading | Appending): boolean => {
    if (!faults.leader || call.metadata.get('requires-leader')[0] !== 'true') return false;
    call.emit('error', notLeader(faults.leader));
    return true;
  };

  return {
    read(call: Reading): void {
      const options = call.request.getOptions()!;
      if (isLed(call)) return;
      if (options.hasSubscription()) {
        subscribe(call, log, options);
        return;
      }
      const fault = faults.take();
      if (fault === 'silent') return;
      if (fault) call.emit('error', unavailable());
      else if (options.hasStream()) readStream(call, log, options);
      else readAll(call, log, options);
    },

    batchAppend(call: Appending): void {
      if (isLed(call)) return;
      const fault = faults.take();
      if (fault === 'unavailable') {
        call.emit('error', unavailable());
        return;
      }
      const begun = new Map<string, { options: BatchAppendReq.Options; events: ProposedEvent[] }>();
      let broken = false;
      call.on('data', (request: BatchAppendReq) => {
        if (fault === 'silent' || broken) return;
        const correlation = request.getCorrelationId()!.getString();
        const batch = begun.get(correlation) ?? { options: request.getOptions()!, events: [] };
        begun.set(correlation, batch);
        batch.events.push(...request.getProposedMessagesList().map(proposedEvent));
        if (!request.getIsFinal()) return;
        begun.delete(correlation);
        const stream = streamText(batch.options.getStreamIdentifier()!);
        const appended = log.append(stream, expectedOf(batch.options), batch.events);
        if (fault === 'lost-answer') {
          broken = true;
          call.emit('error', unavailable());
          return;
        }
        const response = answer(appended, batch.options);
        response.setCorrelationId(request.getCorrelationId());
        response.setStreamIdentifier(batch.options.getStreamIdentifier());
        call.write(response);
      });
      call.on('end', () => call.end());
    },
  };
}

function readStream(call: Reading, log: MemoryLog, options: ReadReq.Options): void {
  const of = options.getStream()!;
  const events = log.stream(streamText(of.getStreamIdentifier()!));
  if (!events) {
    const missing = new streamsPb.ReadResp.StreamNotFound();
    missing.setStreamIdentifier(of.getStreamIdentifier());
    const response = new streamsPb.ReadResp();
    response.setStreamNotFound(missing);
    call.write(response);
    call.end();
    return;
  }
  if (options.getReadDirection() !== streamsPb.ReadReq.Options.ReadDirection.FORWARDS) {
    call.emit('error', failure(status.UNIMPLEMENTED, 'this server reads streams forwards only'));
    return;
  }
  const from = of.hasStart() ? 0 : Number(of.getRevision());
  for (const event of events.slice(from, from + Number(options.getCount()))) call.write(eventResponse(event));
  call.end();
}

function readAll(call: Reading, log: MemoryLog, options: ReadReq.Options): void {
  const all = options.getAll()!;
  if (all.hasEnd() || options.getReadDirection() !== streamsPb.ReadReq.Options.ReadDirection.FORWARDS) {
    call.emit('error', failure(status.UNIMPLEMENTED, 'this server reads $all forwards only'));
    return;
  }
  let index = 0;
  if (all.hasPosition()) {
    const at = log.indexAt(Number(all.getPosition()!.getCommitPosition()));
    if (at === undefined) {
      call.emit('error', failure(status.INVALID_ARGUMENT, 'no record begins at this position'));
      return;
    }
    index = at;
  }
  const wanted = filterOf(options);
  let left = Number(options.getCount());
  for (; left > 0 && index < log.events.length; index++) {
    if (!wanted(log.events[index])) continue;
    call.write(eventResponse(log.events[index]));
    left -= 1;
  }
  call.end();
}

/** From above a position, or from the end; until the caller has enough. */
function subscribe(call: Reading, log: MemoryLog, options: ReadReq.Options): void {
  const all = options.getAll();
  if (!all) {
    call.emit('error', failure(status.UNIMPLEMENTED, 'this server has subscriptions to $all only'));
    return;
  }
  let next = all.hasEnd() ? log.events.length : 0;
  if (all.hasPosition()) {
    const after = Number(all.getPosition()!.getCommitPosition());
    while (next < log.events.length && log.events[next].position <= after) next += 1;
  }
  const wanted = filterOf(options);
  const send = () => {
    for (; next < log.events.length; next++) {
      if (wanted(log.events[next])) call.write(eventResponse(log.events[next]));
    }
  };
  const confirmation = new streamsPb.ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(crypto.randomUUID());
  const response = new streamsPb.ReadResp();
  response.setConfirmation(confirmation);
  call.write(response);
  send();
  log.on('appended', send);
  call.on('cancelled', () => log.off('appended', send));
  call.on('close', () => log.off('appended', send));
}

function filterOf(options: ReadReq.Options): (event: LoggedEvent) => boolean {
  const filter = options.getFilter();
  if (!filter) return () => true;
  const byType = filter.getEventType();
  const expression = byType ?? filter.getStreamIdentifier()!;
  const prefixes = expression.getPrefixList();
  const regex = expression.getRegex() === '' ? null : new RegExp(expression.getRegex());
  return (event) => {
    const text = byType ? event.type : event.stream;
    return regex ? regex.test(text) : prefixes.some((prefix) => text.startsWith(prefix));
  };
}

function eventResponse(event: LoggedEvent): ReadResp {
  const recorded = new streamsPb.ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(uuid(event.eventId));
  recorded.setStreamIdentifier(identifier(event.stream));
  recorded.setStreamRevision(String(event.revision));
  recorded.setCommitPosition(String(event.position));
  recorded.setPreparePosition(String(event.position));
  recorded.getMetadataMap().set('type', event.type);
  recorded.getMetadataMap().set('content-type', event.contentType);
  recorded.getMetadataMap().set('created', event.created);
  recorded.setData(event.data);
  recorded.setCustomMetadata(event.metadata);
  const read = new streamsPb.ReadResp.ReadEvent();
  read.setEvent(recorded);
  read.setCommitPosition(String(event.position));
  const response = new streamsPb.ReadResp();
  response.setEvent(read);
  return response;
}

function expectedOf(options: BatchAppendReq.Options): Expected {
  if (options.hasNoStream()) return 'no-stream';
  if (options.hasStreamExists()) return 'stream-exists';
  return options.hasStreamPosition() ? Number(options.getStreamPosition()) : 'any';
}

function answer(appended: Appended, options: BatchAppendReq.Options): BatchAppendResp {
  const response = new streamsPb.BatchAppendResp();
  if (appended.status === 'wrong-expected-version') {
    const wrong = new sharedPb.WrongExpectedVersion();
    if (appended.current === null) wrong.setCurrentNoStream(new emptyPb.Empty());
    else wrong.setCurrentStreamRevision(String(appended.current));
    const expected = expectedOf(options);
    if (expected === 'any') wrong.setExpectedAny(new emptyPb.Empty());
    else if (expected === 'no-stream') wrong.setExpectedNoStream(new emptyPb.Empty());
    else if (expected === 'stream-exists') wrong.setExpectedStreamExists(new emptyPb.Empty());
    else wrong.setExpectedStreamPosition(String(expected));
    response.setError(refusal(wrong.serializeBinary(), 'WrongExpectedVersion'));
  } else if (appended.status === 'too-large') {
    const large = new sharedPb.MaximumAppendSizeExceeded();
    large.setMaxappendsize(MAX_APPEND_SIZE);
    response.setError(refusal(large.serializeBinary(), 'MaximumAppendSizeExceeded'));
  } else {
    const position = new sharedPb.AllStreamPosition();
    position.setCommitPosition(String(appended.position));
    position.setPreparePosition(String(appended.position));
    const success = new streamsPb.BatchAppendResp.Success();
    success.setCurrentRevision(String(appended.revision));
    success.setPosition(position);
    response.setSuccess(success);
  }
  return response;
}

function refusal(detail: Uint8Array, type: string) {
  const any = new anyPb.Any();
  any.pack(detail, `event_store.client.${type}`);
  const refused = new statusPb.Status();
  refused.setMessage(type);
  refused.setDetails(any);
  return refused;
}

function proposedEvent(message: BatchAppendReq.ProposedMessage): ProposedEvent {
  return {
    eventId: message.getId()!.getString(),
    type: message.getMetadataMap().get('type')!,
    contentType: message.getMetadataMap().get('content-type')!,
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

function streamText(of: InstanceType<typeof sharedPb.StreamIdentifier>): string {
  return Buffer.from(of.getStreamName_asU8()).toString('utf8');
}

function identifier(stream: string) {
  const of = new sharedPb.StreamIdentifier();
  of.setStreamName(new Uint8Array(Buffer.from(stream, 'utf8')));
  return of;
}

function uuid(text: string) {
  const id = new sharedPb.UUID();
  id.setString(text);
  return id;
}
