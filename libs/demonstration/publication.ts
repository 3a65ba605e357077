import type { Chance } from './chance.js';
import { DAY, END, MONTHS, monthOf } from './months.js';

/** A CloudEvent as it is published. */
export interface DemonstrationEvent {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  subject?: string;
  /** RFC 3339, UTC. */
  time: string;
  data: Record<string, unknown>;
}

/** Something that happened, before it is published. */
export interface Happening {
  /** Without prefix and version: `purchase.completed`. */
  type: string;
  /** Unique within the source. */
  id: string;
  /** Department that publishes it. */
  source: 'shop' | 'crm' | 'billing' | 'service' | 'surveys' | 'marketing' | 'listening' | 'treasury';
  subject?: string;
  /** Milliseconds since the epoch. */
  at: number;
  data: Record<string, unknown>;
}

/** What departments need to tell what happened: chance, numbers, and a place to publish. */
export interface Telling {
  chance: Chance;
  /** The next own id of a kind: `order-000001`. */
  next(kind: string): string;
  publish(happening: Happening): void;
}

const LATE = 0.012;
const TWICE = 0.004;

/**
 * Puts what happened into the order in which it is published: mostly as it happens, some of it days late, some of it
 * twice. What would happen after the end of the demonstration is left out.
 *
 * It holds what is due in later months, and one month while that is written out.
 */
export class Publication {
  private readonly due: { at: number; event: DemonstrationEvent }[][] = Array.from(
    { length: MONTHS + 1 },
    () => [],
  );
  private now = 0;

  constructor(private readonly chance: Chance) {}

  publish({ type, id, source, subject, at, data }: Happening): void {
    if (at >= END) return;
    const event: DemonstrationEvent = {
      specversion: '1.0',
      id,
      source: `/fernruf/${source}`,
      type: `lifeledger.${type}.v1`,
      ...(subject !== undefined && { subject }),
      time: new Date(at).toISOString(),
      data,
    };
    this.put(at + (this.chance.happens(LATE) ? this.chance.whole(1, 20) * DAY : 0), event);
    if (this.chance.happens(TWICE)) this.put(at + this.chance.whole(10, 25) * DAY, event);
  }

  /** What is due by the end of a month, in order; of the month after the last, the rest. */
  *upToEndOf(month: number): Generator<DemonstrationEvent> {
    const batch = this.due[month];
    this.due[month] = [];
    this.now = month + 1;
    // The sort is stable: what is due at one instant stays in the order in which it was told.
    batch.sort((a, b) => a.at - b.at);
    for (const { event } of batch) yield event;
  }

  private put(at: number, event: DemonstrationEvent): void {
    this.due[Math.min(Math.max(monthOf(at), this.now), MONTHS)].push({ at, event });
  }
}
