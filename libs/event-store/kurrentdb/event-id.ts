import { v5 } from 'uuid';

/** Made for this ledger; another one would make every event of every log another event. Never change it. */
const NAMESPACE = 'b0f7a2d6-3c55-4f0e-9a4b-6d1f3f6a8c21';

/**
 * The id an event has in KurrentDB: UUID v5 (RFC 9562, section 5.5) of its identity. The length of the source goes
 * first, so that no other pair of source and id reads alike.
 */
export function eventId(source: string, id: string): string {
  return v5(`${source.length}:${source}${id}`, NAMESPACE);
}
