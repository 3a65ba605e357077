import { DateTime } from 'luxon';
import type { PublishedEvent } from './published-event.js';

/** An event that stands, read for calculating. */
export interface Standing {
  source: string;
  id: string;
  /** Without prefix and version: `purchase.completed`. */
  type: string;
  /** Empty for the types that have none. */
  subject: string;
  /** Microseconds since the epoch. */
  time: number;
  data: Record<string, unknown>;
}

/** The fields by which two events of a type, from one source, speak of one thing. */
const OWN_IDS: Record<string, string[]> = {
  'purchase.completed': ['orderId', 'lineId'],
  'purchase.refunded': ['refundId'],
  'contact.received': ['contactId'],
  'complaint.opened': ['complaintId'],
  'survey.sent': ['responseId'],
  'survey.answered': ['responseId'],
  'mention.published': ['mentionId'],
  'acquisition.spend': ['spendId'],
};

/**
 * The events that stand, earliest first: of one identity the first stored, without what was voided, of one
 * own id the earliest.
 */
export function standingEvents(published: PublishedEvent[]): Standing[] {
  const standing: Standing[] = [];
  for (const event of unvoidedEvents(published)) {
    if (!standing.some((earlier) => speaksOfTheSame(earlier, event))) standing.push(event);
  }
  return standing;
}

/** Of one identity the first stored, without what was voided, earliest first. */
export function unvoidedEvents(published: PublishedEvent[]): Standing[] {
  const stored: PublishedEvent[] = [];
  for (const event of published) {
    if (!stored.some((other) => other.source === event.source && other.id === event.id)) stored.push(event);
  }

  const voids = stored.filter((event) => event.type === 'lifeledger.event.voided.v1');
  const left = stored.filter(
    (event) => !voids.some(({ data }) => data.source === event.source && data.id === event.id),
  );

  return left.map(read).sort(earlierFirst);
}

/** Order of time; equal times by source, then id, by UTF-8 bytes. */
export function earlierFirst(a: Standing, b: Standing): number {
  return a.time - b.time || byBytes(a.source, b.source) || byBytes(a.id, b.id);
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function speaksOfTheSame(a: Standing, b: Standing): boolean {
  const fields = OWN_IDS[a.type];
  return (
    fields !== undefined &&
    // a spend need not have one
    a.data[String(fields[0])] !== undefined &&
    a.type === b.type &&
    a.source === b.source &&
    fields.every((field) => a.data[field] === b.data[field])
  );
}

function read(event: PublishedEvent): Standing {
  return {
    source: event.source,
    id: event.id,
    type: event.type.replace('lifeledger.', '').replace('.v1', ''),
    subject: event.subject ?? '',
    time: microseconds(event.time),
    data: event.data,
  };
}

/** luxon knows milliseconds only: the fraction of the second is read apart. */
function microseconds(time: string): number {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  const seconds = DateTime.fromISO(time.replace(/\.\d+/, '')).toSeconds();
  return seconds * 1_000_000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
