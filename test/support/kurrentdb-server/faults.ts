import { Metadata, type ServiceError, status } from '@grpc/grpc-js';

/**
 * What a server can be told to do wrong:
 * `unavailable` refuses a call; `silent` never answers it; `lost-answer` writes and then breaks the connection.
 */
export type Fault = 'unavailable' | 'silent' | 'lost-answer';

/** Faults that wait for calls, one for each. */
export class Faults {
  private readonly next: Fault[] = [];
  /** Where the leader is, for a node that is none. */
  leader: { host: string; port: number } | null = null;

  add(...faults: Fault[]): void {
    this.next.push(...faults);
  }

  /** How many have not been met yet. */
  get left(): number {
    return this.next.length;
  }

  take(): Fault | undefined {
    return this.next.shift();
  }
}

export function failure(
  code: status,
  details: string,
  trailers: Record<string, string> = {},
): Partial<ServiceError> {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return { code, details, metadata };
}

export const unavailable = () => failure(status.UNAVAILABLE, 'the server was told to be unavailable');

export const notLeader = ({ host, port }: { host: string; port: number }) =>
  failure(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });
