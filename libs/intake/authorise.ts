import type { Key } from '../access/index.js';
import type { FieldError, LedgerEvent } from '../events/index.js';

const FOR_ADMIN = ['lifeledger.customer.merged.', 'lifeledger.customer.erased.'];
const VOIDED = 'lifeledger.event.voided.';
const MOST_NAMED = 5;

/** What a key may not do with a source: nothing, when it may speak for it. */
export function mayNotSpeakFor(source: string, { sources }: Key): FieldError | null {
  if (sources === null || sources.includes(source)) return null;
  const named = sources.slice(0, MOST_NAMED).join(', ') + (sources.length > MOST_NAMED ? ' …' : '');
  return { path: 'source', message: `this key may publish for ${named} only` };
}

/**
 * Why a key that may publish may not publish this event; null when it may.
 *
 * A key limited to sources speaks for those only. Merges and erasures need the scope admin besides. An event may be
 * voided by its own source, and by admin.
 */
export function whyForbidden(event: LedgerEvent, key: Key): FieldError | null {
  const foreign = mayNotSpeakFor(event.source, key);
  if (foreign || key.scopes.includes('admin')) return foreign;
  if (needsAdmin(event)) {
    const message =
      'needs a key with the scope admin besides, over Kafka a source that KAFKA_TRUSTED_SOURCES names';
    return { path: 'type', message };
  }
  if (isVoid(event) && event.data.source !== event.source) {
    return {
      path: 'data.source',
      message: 'must be the source of the void itself, or the key must have the scope admin',
    };
  }
  return null;
}

/** Whether an event may be published by an admin only. */
export function needsAdmin({ type }: { type: string }): boolean {
  return FOR_ADMIN.some((begin) => type.startsWith(begin));
}

/** Whether an event declares another one void. */
export function isVoid({ type }: { type: string }): boolean {
  return type.startsWith(VOIDED);
}
