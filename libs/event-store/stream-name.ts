import type { LedgerEvent } from '../events/index.js';

/** The stream an event belongs to: its complaint's, else its customer's, else its type's. */
export function streamName(event: Pick<LedgerEvent, 'type' | 'subject' | 'data'>): string {
  if (event.type.startsWith('lifeledger.complaint.')) return `complaint-${event.data.complaintId}`;
  return event.subject === null ? `type-${event.type}` : `customer-${event.subject}`;
}
