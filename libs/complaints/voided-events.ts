import { type EventStore, streamName } from '../event-store/index.js';
import type { LedgerEvent } from '../events/index.js';

const VOIDS = streamName({ type: 'lifeledger.event.voided.v1', subject: null, data: {} });

/**
 * Which events have been voided. Voids have one stream for all, of which each look reads what is new; what was read
 * is kept, some hundred bytes for each void there ever was.
 */
export class VoidedEvents {
  /** By identity the position of the first void. */
  private readonly voids = new Map<string, number>();
  private nextRevision = 0;

  constructor(private readonly store: Pick<EventStore, 'readStream'>) {}

  /**
   * @param upTo position beyond which voids are not looked at
   * @returns tells of an event whether it is void
   */
  async look(upTo = Number.POSITIVE_INFINITY): Promise<(event: LedgerEvent) => boolean> {
    for (const { data, position, revision } of await this.store.readStream(VOIDS, this.nextRevision)) {
      const target = identity(data.source, data.id);
      if (!this.voids.has(target)) this.voids.set(target, position);
      this.nextRevision = Math.max(this.nextRevision, revision + 1);
    }
    return ({ source, id }) => {
      const position = this.voids.get(identity(source, id));
      return position !== undefined && position <= upTo;
    };
  }
}

function identity(source: unknown, id: unknown): string {
  return JSON.stringify([source, id]);
}
