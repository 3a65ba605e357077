import Big from 'big.js';
import { type Case, resolution } from './cases.js';
import type { Settings } from './settings.js';

/** What serving a customer cost, in the reporting currency. */
export interface ServiceCost {
  subject: string;
  time: number;
  amount: Big;
}

/** The costs of contacts and the compensation of complaints up to `asOf`. */
export function serviceCosts(contacts: Case[], complaints: Case[], settings: Settings): ServiceCost[] {
  const ofContacts = contacts.map((contact) => ({
    subject: contact.subject,
    time: contact.time,
    amount:
      contact.steps.find(({ kind }) => kind === 'resolved')?.spent ??
      Big(settings.unitCosts[contact.channel] ?? 0),
  }));
  const compensations = complaints.flatMap((complaint) => {
    const resolved = resolution(complaint);
    if (!resolved?.spent) return [];
    return [
      {
        subject: complaint.subject,
        time: Math.max(resolved.time, complaint.time),
        amount: resolved.spent,
      },
    ];
  });
  return [...ofContacts, ...compensations].filter(({ time }) => time <= settings.asOf);
}
