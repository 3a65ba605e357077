import { type LedgerEvent, parseEvent } from '../events/index.js';
import { Problem } from '../http/index.js';
import type { ActOnComplaintOptions } from './act-on-complaint.js';
import { EVENT_OF } from './state-machine.js';

/** Stands for what is known only when the complaint has been read, until then. */
const LATER = 'later';

interface DraftContext {
  eventId: string;
  /** Microseconds since the epoch. */
  now: number;
  reportingCurrency: string;
}

/** The CloudEvents type that an action writes. */
export function typeOf(action: ActOnComplaintOptions['action']): string {
  return `lifeledger.complaint.${EVENT_OF[action]}.v1`;
}

/**
 * The event a command asks for, checked as one that is published: complaint, customer and time are yet to be settled
 * where the command leaves them open.
 * @throws Problem 422 with the path of each field of the body that is wrong
 */
export function draftEvent(
  { action, complaintId, source, fields }: ActOnComplaintOptions,
  { eventId, now, reportingCurrency }: DraftContext,
): LedgerEvent {
  const { customer, time, ...data } = fields;
  const parsed = parseEvent(
    {
      specversion: '1.0',
      id: eventId,
      source,
      type: typeOf(action),
      subject: action === 'open' ? customer : LATER,
      time: time ?? new Date(now / 1000).toISOString(),
      data: { ...data, complaintId: complaintId ?? LATER },
    },
    { now, reportingCurrency },
  );
  if (parsed.ok) return parsed.event;
  const errors = parsed.errors.map(({ path, message }) => ({ path: bodyPath(path), message }));
  throw new Problem(422, 'the command is not valid', { errors });
}

/** A path in the event as the path in the command's body. */
function bodyPath(path: string): string {
  return path === 'subject' ? 'customer' : path.replace(/^data\.?/, '');
}
