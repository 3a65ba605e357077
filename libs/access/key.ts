import { randomBytes } from 'node:crypto';
import type { Scope } from './scopes.js';
import { makeSecret } from './secret.js';

/** Whom a request comes from, and what it may do. */
export interface Key {
  id: string;
  name: string;
  scopes: readonly Scope[];
  /** The sources it may publish events of; null for every source. */
  sources: readonly string[] | null;
}

/** The id of the key that LIFELEDGER_ADMIN_KEY holds; ids of made keys are hexadecimal. */
export const CONFIGURED_KEY = 'configured';

const KEY_TEXT = /^ll_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

/** A new key: `ll_<id>_<secret>`, the secret being 256 random bits. */
export function makeKey(): { id: string; text: string } {
  const id = randomBytes(8).toString('hex');
  return { id, text: `ll_${id}_${makeSecret()}` };
}

/** The id that a key's text names; a text of another form can only be the configured key. */
export function keyIdOf(text: string): string {
  return KEY_TEXT.exec(text)?.[1] ?? CONFIGURED_KEY;
}
