import { EntitySchema } from 'typeorm';

/** A row of ops.quarantine. */
export interface QuarantinedEvent {
  /** A bigint, as text. */
  id: string;
  contentHash: Buffer;
  content: Buffer;
  /** A bigint, as text. */
  contentLength: string;
  source: string | null;
  eventId: string | null;
  type: string | null;
  subject: string | null;
  errors: { path: string; message: string }[];
  times: number;
  receivedAt: Date;
  lastSeen: Date;
  keyId: string | null;
}

export const QuarantineEntity = new EntitySchema<QuarantinedEvent>({
  name: 'QuarantinedEvent',
  schema: 'ops',
  tableName: 'quarantine',
  columns: {
    id: { type: 'bigint', primary: true, generated: 'increment' },
    contentHash: { type: 'bytea', name: 'content_hash' },
    content: { type: 'bytea' },
    contentLength: { type: 'bigint', name: 'content_length' },
    source: { type: 'text', nullable: true },
    eventId: { type: 'text', name: 'event_id', nullable: true },
    type: { type: 'text', nullable: true },
    subject: { type: 'text', nullable: true },
    errors: { type: 'json' },
    times: { type: 'integer' },
    receivedAt: { type: 'timestamptz', name: 'received_at' },
    lastSeen: { type: 'timestamptz', name: 'last_seen' },
    keyId: { type: 'text', name: 'key_id', nullable: true },
  },
});

/** What the process's DataSource must know for this room. */
export const intakeEntities = [QuarantineEntity];
