import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Key } from './key.js';
import { hashOfSecret, looksLikeSecret, makeSecret } from './secret.js';

/** A session ends so long after it was last used, */
const IDLE_HOURS = 12;
/** and so long after it began. */
export const LONGEST_SESSION_DAYS = 30;
/** For how long a link that signs in is good. */
const LINK_HOURS = 1;
/** The use of a session is noted no more often than this, so that a request seldom writes. */
const NOTED_MINUTES = 10;

/** Whoever is signed in. */
export interface Session {
  /** What the browser holds; only its hash is stored. */
  token: string;
  key: Key;
  /** When it ends if it is not used until then. */
  expiresAt: Date;
}

/**
 * Sessions of browsers, each with the scopes of the key it was begun with. One ends with that key: at once in every
 * process, and also when LIFELEDGER_ADMIN_KEY gets another value.
 */
@Injectable()
export class SessionService {
  constructor(private readonly dataSource: DataSource) {}

  /** Begins a session of a key; undefined when that has been revoked meanwhile. */
  async beginByKey(key: Key): Promise<Session | undefined> {
    return this.begin('select id, hash from ops.keys where id = $2', key.id);
  }

  /** Begins a session by the token of a link, which is good once; undefined when it is not, or no longer, good. */
  async beginByLink(linkToken: string): Promise<Session | undefined> {
    if (!looksLikeSecret(linkToken)) return undefined;
    return this.begin(
      `delete from ops.sign_in_links where hash = $2 and expires_at > now()
       returning key_id as id, key_hash as hash`,
      hashOfSecret(linkToken),
    );
  }

  private async begin(whose: string, parameter: unknown): Promise<Session | undefined> {
    const token = makeSecret();
    await this.dataSource.query('delete from ops.sessions where expires_at <= now()');
    await this.dataSource.query(
      `with whose as (${whose})
       insert into ops.sessions (hash, key_id, key_hash, expires_at)
       select $1, k.id, k.hash, now() + interval '${IDLE_HOURS} hours'
       from whose join ops.keys k using (id, hash) where k.revoked_at is null`,
      [hashOfSecret(token), parameter],
    );
    return this.find(token);
  }

  /** The session of a token; undefined when there is none, or it has ended. Looking for it is using it. */
  async find(token: string): Promise<Session | undefined> {
    const [found] = await this.dataSource.query(
      `select k.id, k.name, k.scopes, k.sources, s.expires_at as "expiresAt",
              s.expires_at + interval '${NOTED_MINUTES} minutes' < ${LATEST_END} as "toBeNoted"
       from ops.sessions s join ops.keys k on k.id = s.key_id and k.hash = s.key_hash
       where s.hash = $1 and s.expires_at > now() and k.revoked_at is null`,
      [hashOfSecret(token)],
    );
    if (!found) return undefined;
    const { expiresAt, toBeNoted, ...key } = found;
    return { token, key, expiresAt: toBeNoted ? await this.prolong(token) : expiresAt };
  }

  private async prolong(token: string): Promise<Date> {
    const [[row]] = await this.dataSource.query(
      `update ops.sessions s set expires_at = ${LATEST_END} where hash = $1 returning expires_at`,
      [hashOfSecret(token)],
    );
    // Signed out in the same moment: then it has ended now.
    return row?.expires_at ?? new Date();
  }

  /** Ends a session, if there is one. */
  async end(token: string): Promise<void> {
    await this.dataSource.query('delete from ops.sessions where hash = $1', [hashOfSecret(token)]);
  }

  /** Makes the token of a link that signs a browser in with a key, once. It is in the result and nowhere else. */
  async makeLink(key: Key): Promise<{ token: string; expiresAt: Date }> {
    const token = makeSecret();
    await this.dataSource.query('delete from ops.sign_in_links where expires_at <= now()');
    const [row] = await this.dataSource.query(
      `insert into ops.sign_in_links (hash, key_id, key_hash, expires_at)
       select $1, id, hash, now() + interval '${LINK_HOURS} hours' from ops.keys where id = $2
       returning expires_at`,
      [hashOfSecret(token), key.id],
    );
    return { token, expiresAt: row.expires_at };
  }
}

/** When a session that is used now ends, in SQL. */
const LATEST_END = `least(now() + interval '${IDLE_HOURS} hours', s.created_at + interval '${LONGEST_SESSION_DAYS} days')`;
