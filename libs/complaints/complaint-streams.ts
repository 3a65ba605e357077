import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE, type EventStore, streamName } from '../event-store/index.js';
import type { RecordedEvent } from '../events/index.js';
import { VoidedEvents } from './voided-events.js';

/** What was published under one complaint's id. */
export interface ComplaintStream {
  /** In the order of the log, without those that are voided. */
  events: RecordedEvent[];
  /** Of the last event, a voided one included; null for a stream without events. */
  revision: number | null;
  /** Likewise; 0 for a stream without events. */
  position: number;
}

/** Reads the streams of complaints. */
@Injectable()
export class ComplaintStreams {
  private readonly voided: VoidedEvents;

  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {
    this.voided = new VoidedEvents(store);
  }

  /** @param upTo position at which to see the stream; by default as it is now */
  async read(complaintId: string, upTo = Number.POSITIVE_INFINITY): Promise<ComplaintStream> {
    const stream = streamName({
      type: 'lifeledger.complaint.opened.v1',
      subject: null,
      data: { complaintId },
    });
    const all = (await this.store.readStream(stream)).filter(({ position }) => position <= upTo);
    const isVoided = await this.voided.look(upTo);
    const last = all.at(-1);
    return {
      events: all.filter((event) => !isVoided(event)),
      revision: last?.revision ?? null,
      position: last?.position ?? 0,
    };
  }
}
