import type { EventStoreDBClient } from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { CallOptions, Channel, Metadata } from '@grpc/grpc-js';

/**
 * What the client's types keep for its own methods. We speak the protocol through it, since three of them do not do:
 * `readAll` knows no filter, reading and writing JSON through it loses digits of numbers, and its batch append lets
 * the process end by an unhandled rejection when the server goes away while much is being written.
 * Discovery, TLS, credentials, deadlines and following the leader are the client's.
 */
interface Wire {
  GRPCStreamCreator<Call>(
    client: typeof StreamsClient,
    name: string,
    make: (client: StreamsClient) => Call,
  ): () => Promise<Call>;
  callArguments(options: { requiresLeader: boolean }): [Metadata, CallOptions];
  getChannel(): Promise<Channel>;
}

/** Begins a call to the leader, within the deadline of the URL (`defaultDeadline`, by default 10 s). */
export function call<Call>(
  client: EventStoreDBClient,
  name: string,
  make: (streams: StreamsClient, metadata: Metadata, options: CallOptions) => Call,
): Promise<Call> {
  const wire = client as unknown as Wire;
  return wire.GRPCStreamCreator(StreamsClient, name, (streams) =>
    make(streams, ...wire.callArguments({ requiresLeader: true })),
  )();
}

/** Ends what is under way and lets the connection go. */
export async function closeClient(client: EventStoreDBClient): Promise<void> {
  await client.dispose();
  const channel = await (client as unknown as Wire).getChannel().catch(() => undefined);
  channel?.close();
}
