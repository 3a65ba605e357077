import { Injectable } from '@nestjs/common';
import { DataSource, IsNull } from 'typeorm';
import { KeyEntity, type StoredKey } from './key.entity.js';
import { CONFIGURED_KEY, type Key, keyIdOf, makeKey } from './key.js';
import { KeyRing } from './key-ring.js';
import { SCOPES, type Scope } from './scopes.js';
import { hashOfSecret, isSecret } from './secret.js';

export interface NewKey {
  name: string;
  scopes: readonly Scope[];
  /** Null or absent: every source. */
  sources?: readonly string[] | null;
}

/** A key as it is listed: all but the key itself. */
export interface ListedKey extends Key {
  createdAt: Date;
  revokedAt: Date | null;
}

/** Why a key was not revoked. */
export type RevokeRefusal = 'unknown' | 'configured' | 'last-admin';

/** Printable ASCII without spaces: what an Authorization header can carry. */
const CONFIGURED_KEY_TEXT = /^[\x21-\x7e]{24,512}$/;

/** Makes, lists, revokes and recognises keys. */
@Injectable()
export class KeyService {
  private readonly ring: KeyRing;

  constructor(private readonly dataSource: DataSource) {
    this.ring = new KeyRing(() => this.keys.find({ where: { revokedAt: IsNull() } }));
  }

  private get keys() {
    return this.dataSource.getRepository(KeyEntity);
  }

  /** The key a text is, or undefined; a promise only when the keys must be read first. */
  recognise(text: string): Key | undefined | Promise<Key | undefined> {
    const named = this.ring.get(keyIdOf(text));
    // One that was configured may look like any other.
    if (named === undefined) return this.matchingConfigured(text);
    if (!(named instanceof Promise)) return matching(text, named);
    return named.then((key) => (key ? matching(text, key) : this.matchingConfigured(text)));
  }

  private matchingConfigured(text: string): Key | undefined | Promise<Key | undefined> {
    const stored = this.ring.get(CONFIGURED_KEY);
    return stored instanceof Promise ? stored.then((key) => matching(text, key)) : matching(text, stored);
  }

  /** Whether a key that was recognised is still as it was then. */
  isCurrent(key: Key): boolean {
    return this.ring.get(key.id) === key;
  }

  /** Makes a key. Its text is in the result and nowhere else. */
  async create({ name, scopes, sources = null }: NewKey): Promise<{ text: string; key: ListedKey }> {
    const { id, text } = makeKey();
    const row = { id, name, hash: hashOfSecret(text), scopes: [...scopes], sources: sources && [...sources] };
    await this.keys.insert(row);
    this.ring.forget();
    return { text, key: listed(await this.keys.findOneByOrFail({ id })) };
  }

  /** Every key, revoked ones included, oldest first. */
  async list(): Promise<ListedKey[]> {
    const keys = await this.keys.find({ order: { createdAt: 'ASC', id: 'ASC' } });
    return keys.map(listed);
  }

  /**
   * Revokes a key: in this process at once, in others within 5 s. The last key with the scope admin stays, and the
   * configured one goes when its variable does.
   * @returns null when it is revoked, else why not
   */
  async revoke(id: string): Promise<RevokeRefusal | null> {
    if (id === CONFIGURED_KEY) return 'configured';
    const refusal = await this.dataSource.transaction(async (manager): Promise<RevokeRefusal | null> => {
      // Two admins that revoke each other's key take turns.
      await manager.query('lock table ops.keys in share row exclusive mode');
      const live = await manager.find(KeyEntity, { where: { revokedAt: IsNull() } });
      if (!live.some((key) => key.id === id)) return 'unknown';
      if (!live.some((key) => key.id !== id && key.scopes.includes('admin'))) return 'last-admin';
      await manager.update(KeyEntity, { id }, { revokedAt: new Date() });
      return null;
    });
    this.ring.forget();
    return refusal;
  }

  /**
   * Sees to it, at start, that somebody can get in.
   *
   * With a configured text, that is a key with every scope, in the place of an earlier configured one; without, an
   * earlier configured key is revoked. When no key with the scope admin is left then, one is made.
   * @param configured LIFELEDGER_ADMIN_KEY
   * @returns the text of the key that was made, to be shown once
   */
  async ensureAdminKey(configured?: string): Promise<string | undefined> {
    if (configured !== undefined && !CONFIGURED_KEY_TEXT.test(configured)) {
      throw new Error('LIFELEDGER_ADMIN_KEY must be 24 to 512 printable ASCII characters without spaces');
    }
    const made = await this.dataSource.transaction(async (manager) => {
      // Processes that start together make one key between them.
      await manager.query('lock table ops.keys in share row exclusive mode');
      const keys = manager.getRepository(KeyEntity);
      const everything = { scopes: [...SCOPES], sources: null, revokedAt: null };
      if (configured !== undefined) {
        const hash = hashOfSecret(configured);
        await keys.upsert({ id: CONFIGURED_KEY, name: 'LIFELEDGER_ADMIN_KEY', hash, ...everything }, ['id']);
        return undefined;
      }
      await keys.update({ id: CONFIGURED_KEY, revokedAt: IsNull() }, { revokedAt: new Date() });
      const live = await keys.find({ where: { revokedAt: IsNull() } });
      if (live.some((key) => key.scopes.includes('admin'))) return undefined;
      const { id, text } = makeKey();
      await keys.insert({ id, name: 'first admin', hash: hashOfSecret(text), ...everything });
      return text;
    });
    this.ring.forget();
    return made;
  }
}

function matching(text: string, stored: StoredKey | undefined): Key | undefined {
  return stored && isSecret(text, stored.hash) ? stored : undefined;
}

function listed({ id, name, scopes, sources, createdAt, revokedAt }: StoredKey): ListedKey {
  return { id, name, scopes, sources, createdAt, revokedAt };
}
