import Big from 'big.js';
import { ZERO } from './exact.js';
import type { Exchange } from './exchange.js';
import { sourceMeant } from './references.js';
import type { Settings } from './settings.js';
import type { Standing } from './standing-events.js';

/** What serving a customer cost, in the reporting currency. */
export interface ServiceCost {
  subject: string;
  time: number;
  amount: Big;
}

/** The costs of contacts and the compensation of complaints up to `asOf`. `events` in order of time. */
export function serviceCosts(events: Standing[], settings: Settings, convert: Exchange): ServiceCost[] {
  return [...contacts(events, settings, convert), ...compensations(events, settings, convert)].filter(
    ({ time }) => time <= settings.asOf,
  );
}

function contacts(events: Standing[], settings: Settings, convert: Exchange): ServiceCost[] {
  return episodes(events, settings, 'contact.received', 'contactId', ['contact.resolved']).map(
    ({ opening, later }) => {
      const resolution = later[0];
      const amount =
        resolution?.data.cost === undefined
          ? Big(settings.unitCosts[String(opening.data.channel)] ?? 0)
          : spent(resolution, 'cost', resolution.time, settings, convert);
      return { subject: opening.subject, time: opening.time, amount };
    },
  );
}

function compensations(events: Standing[], settings: Settings, convert: Exchange): ServiceCost[] {
  const types = ['complaint.resolved', 'complaint.reopened'];
  return episodes(events, settings, 'complaint.opened', 'complaintId', types).flatMap(
    ({ opening, later }) => {
      const lastReopening = later.map(({ type }) => type).lastIndexOf('complaint.reopened');
      const resolution = later[lastReopening + 1];
      if (!resolution) return [];
      const time = Math.max(resolution.time, opening.time);
      return [
        {
          subject: opening.subject,
          time,
          amount: spent(resolution, 'compensation', time, settings, convert),
        },
      ];
    },
  );
}

/** What a resolution spent; nothing where no rate is known. */
function spent(event: Standing, field: string, day: number, settings: Settings, convert: Exchange): Big {
  const amount = Big(String(event.data[field] ?? 0));
  return convert(amount, String(event.data.currency ?? settings.reportingCurrency), day) ?? ZERO;
}

/** Each contact or complaint with the events, up to `asOf`, that refer to it. */
function episodes(events: Standing[], { asOf }: Settings, opens: string, field: string, follows: string[]) {
  const openings = events.filter(({ type }) => type === opens);
  const followers = events.filter(({ type, time }) => follows.includes(type) && time <= asOf);
  return openings.map((opening) => ({
    opening,
    later: followers.filter(
      (event) =>
        event.data[field] === opening.data[field] && sourceMeant(event, openings, field) === opening.source,
    ),
  }));
}
