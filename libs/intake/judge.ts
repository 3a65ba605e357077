import type { Key } from '../access/index.js';
import { type FieldError, isJsonObject, type LedgerEvent, parseEvent } from '../events/index.js';
import { mayNotSpeakFor, whyForbidden } from './authorise.js';
import { type EventInput, isRead } from './event-input.js';

/** What is to become of an input: to be appended, or not. */
export type Verdict = LedgerEvent | Rejection;

export class Rejection {
  constructor(
    /** The event's id, where it has one. */
    readonly id: string | null,
    readonly errors: FieldError[],
    /** In order, but not for this key. */
    readonly forbidden: boolean,
  ) {}
}

export interface JudgeContext {
  key: Key;
  /** Microseconds since the epoch. */
  now: number;
  reportingCurrency: string;
}

/** Checks one input against the catalogue, and what its key may do. */
export function judge(input: EventInput, { key, now, reportingCurrency }: JudgeContext): Verdict {
  if (!isRead(input)) return new Rejection(null, [{ path: '', message: input.fault }], false);
  const parsed = parseEvent(input.value, { now, reportingCurrency, suspicious: input.suspicious });
  if (parsed.ok) {
    const forbidden = whyForbidden(parsed.event, key);
    return forbidden ? new Rejection(parsed.event.id, [forbidden], true) : parsed.event;
  }
  const id = parsed.id ?? null;
  // What is not valid can still be somebody else's: then that is said too, and it is not kept.
  const source = isJsonObject(input.value) ? input.value.source : undefined;
  const foreign = typeof source === 'string' ? mayNotSpeakFor(source, key) : null;
  if (!foreign) return new Rejection(id, parsed.errors, false);
  return new Rejection(id, [...parsed.errors.filter(({ path }) => path !== 'source'), foreign], true);
}
