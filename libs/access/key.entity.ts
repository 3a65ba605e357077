import { EntitySchema } from 'typeorm';
import type { Scope } from './scopes.js';

/** A row of ops.keys. */
export interface StoredKey {
  id: string;
  name: string;
  hash: Buffer;
  scopes: Scope[];
  sources: string[] | null;
  createdAt: Date;
  revokedAt: Date | null;
}

export const KeyEntity = new EntitySchema<StoredKey>({
  name: 'Key',
  schema: 'ops',
  tableName: 'keys',
  columns: {
    id: { type: 'text', primary: true },
    name: { type: 'text' },
    hash: { type: 'bytea' },
    scopes: { type: 'text', array: true },
    sources: { type: 'text', array: true, nullable: true },
    createdAt: { type: 'timestamptz', name: 'created_at', createDate: true },
    revokedAt: { type: 'timestamptz', name: 'revoked_at', nullable: true },
  },
});

/** What the process's DataSource must know for this room. */
export const accessEntities = [KeyEntity];
