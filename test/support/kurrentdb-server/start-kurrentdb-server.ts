import featuresGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import featuresPb from '@eventstore/db-client/generated/serverfeatures_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server, ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { Faults } from './faults.js';
import { MemoryLog } from './memory-log.js';
import { streamsService } from './streams-service.js';

export type KurrentdbServer = Awaited<ReturnType<typeof startKurrentdbServer>>;

/** A key and certificate in PEM format. */
export interface Identity {
  key: string;
  certificate: string;
}

/**
 * A server that speaks KurrentDB's gRPC protocol and keeps its events in memory: no KurrentDB, but what a ledger uses
 * of one, errors included. It outlives being killed: started again it has the same log on the same port.
 */
export async function startKurrentdbServer(options: { remembered?: number; tls?: Identity } = {}) {
  const log = new MemoryLog(options.remembered ?? 1_000);
  const faults = new Faults();
  let server: Server | null = null;
  let port = 0;

  const start = async () => {
    server = new Server();
    server.addService(
      streamsGrpc.StreamsService as never,
      streamsService(log, faults) as unknown as UntypedServiceImplementation,
    );
    server.addService(featuresGrpc.ServerFeaturesService as never, {
      getSupportedMethods(_: unknown, answer: (error: null, methods: unknown) => void) {
        const methods = new featuresPb.SupportedMethods();
        methods.setEventStoreServerVersion('0.0.0-test');
        answer(null, methods);
      },
    });
    const credentials = options.tls
      ? ServerCredentials.createSsl(null, [
          { private_key: Buffer.from(options.tls.key), cert_chain: Buffer.from(options.tls.certificate) },
        ])
      : ServerCredentials.createInsecure();
    port = await new Promise<number>((resolve, reject) => {
      server!.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
  };

  /** Breaks every connection, as a killed server does. */
  const kill = () => {
    server?.forceShutdown();
    server = null;
  };

  await start();
  return {
    log,
    faults,
    port,
    url: `kurrentdb://127.0.0.1:${port}?tls=${options.tls ? 'true' : 'false'}`,
    kill,
    start,
    stop: async () => kill(),
  };
}
