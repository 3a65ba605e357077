import { EventEmitter } from 'node:events';

export interface ProposedEvent {
  eventId: string;
  type: string;
  contentType: string;
  data: Uint8Array;
  metadata: Uint8Array;
}

export interface LoggedEvent extends ProposedEvent {
  stream: string;
  revision: number;
  /** Offset in the log; commit and prepare position alike. */
  position: number;
  /** In ticks of 100 ns since 1970. */
  created: string;
}

export type Expected = 'any' | 'no-stream' | 'stream-exists' | number;

export type Appended =
  | { status: 'written' | 'idempotent'; revision: number; position: number }
  | { status: 'wrong-expected-version'; current: number | null }
  | { status: 'too-large' };

export const MAX_APPEND_SIZE = 1024 * 1024;

/** Bytes of a record besides the event's own. */
const RECORD_OVERHEAD = 97;

/**
 * A log as KurrentDB keeps one, in memory. Appending is idempotent as it is there: by the ids that were written of
 * late, and for a batch its first event decides.
 */
export class MemoryLog extends EventEmitter<{ appended: [] }> {
  readonly events: LoggedEvent[] = [];
  private readonly streams = new Map<string, LoggedEvent[]>();
  private readonly byPosition = new Map<number, number>();
  /** Ids written of late, oldest first. */
  private readonly recent = new Map<string, LoggedEvent>();
  private end = 0;

  /** @param remembered how many ids are remembered */
  constructor(private readonly remembered: number) {
    super();
    this.setMaxListeners(0);
    // A log never begins with an event of a user.
    this.write('$users', [
      {
        eventId: crypto.randomUUID(),
        type: '$User',
        contentType: 'application/json',
        data: new Uint8Array(),
        metadata: new Uint8Array(),
      },
    ]);
  }

  stream(name: string): readonly LoggedEvent[] | undefined {
    return this.streams.get(name);
  }

  /** The index of the record that begins at a position; undefined where none does. */
  indexAt(position: number): number | undefined {
    return this.byPosition.get(position);
  }

  append(stream: string, expected: Expected, events: readonly ProposedEvent[]): Appended {
    const size = events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
    if (size > MAX_APPEND_SIZE) return { status: 'too-large' };
    const written = this.streams.get(stream);
    const current = (written?.length ?? 0) - 1;
    const wrong: Appended = { status: 'wrong-expected-version', current: current === -1 ? null : current };
    const before =
      expected === 'any' || expected === 'stream-exists'
        ? events.map(({ eventId }) => this.rememberedIn(stream, eventId))
        : expected === 'no-stream' || expected < current
          ? events.map(({ eventId }, i) => {
              const there = written?.[(expected === 'no-stream' ? -1 : expected) + 1 + i];
              return there?.eventId === eventId ? there : undefined;
            })
          : [];
    if (before[0]) {
      const last = before[before.length - 1];
      // Only part of it was known: that is no repetition.
      if (!last || before.includes(undefined)) return wrong;
      return { status: 'idempotent', revision: last.revision, position: last.position };
    }
    if (expected === 'no-stream' && current !== -1) return wrong;
    if (expected === 'stream-exists' && current === -1) return wrong;
    if (typeof expected === 'number' && expected !== current) return wrong;
    const { revision, position } = this.write(stream, events);
    return { status: 'written', revision, position };
  }

  /** As a server that has written much since, or was restarted. */
  forgetIds(): void {
    this.recent.clear();
  }

  private rememberedIn(stream: string, eventId: string): LoggedEvent | undefined {
    const event = this.recent.get(eventId);
    return event?.stream === stream ? event : undefined;
  }

  private write(stream: string, events: readonly ProposedEvent[]): LoggedEvent {
    let of = this.streams.get(stream);
    if (!of) {
      of = [];
      this.streams.set(stream, of);
    }
    for (const event of events) {
      const logged = {
        ...event,
        stream,
        revision: of.length,
        position: this.end,
        created: String(BigInt(Date.now()) * 10_000n),
      };
      this.byPosition.set(this.end, this.events.length);
      this.events.push(logged);
      of.push(logged);
      this.end += RECORD_OVERHEAD + stream.length + event.data.length + event.metadata.length;
      this.recent.set(event.eventId, logged);
    }
    for (const id of this.recent.keys()) {
      if (this.recent.size <= this.remembered) break;
      this.recent.delete(id);
    }
    this.emit('appended');
    return of[of.length - 1];
  }
}
