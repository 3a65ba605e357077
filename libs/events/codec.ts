import { readJson, stringifyJson } from './json.js';
import type { LedgerEvent, PersonalFields } from './ledger-event.js';
import { type UpCasters, upCast, upCasters } from './up-casters.js';

/** The two texts an event's fields are stored as; `personal` is what will be encrypted by subject. */
export interface EncodedFields {
  /** JSON object of the fields that are not personal. */
  data: string;
  /** JSON of `PersonalFields`; null when there are none. */
  personal: string | null;
}

/** An event as a store holds it: the attributes, and the fields as texts. */
export type StoredEvent = Omit<LedgerEvent, 'data' | 'personal'> & EncodedFields;

/** The fields of an event as texts to store. */
export function encode(event: LedgerEvent): EncodedFields {
  return {
    data: stringifyJson(event.data),
    personal: event.personal === null ? null : stringifyJson(event.personal),
  };
}

/**
 * The event of what a store holds, lifted to the newest version of its type.
 * @throws SyntaxError when a text is not the JSON that `encode` wrote
 */
export function decode(stored: StoredEvent, casters: UpCasters = upCasters): LedgerEvent {
  const { source, id, type, subject, time } = stored;
  const data = readJson(stored.data) as Record<string, unknown>;
  const personal = stored.personal === null ? null : (readJson(stored.personal) as PersonalFields);
  if (!casters.has(type)) return { source, id, type, subject, time, data, personal };
  return { source, id, subject, time, ...upCast({ type, data, personal }, casters) };
}
