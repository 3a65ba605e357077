import { countingResolution } from './cases.js';
import type { Case, History, Purchase, Unconverted } from './history.js';

/** Money spent on serving a customer: a contact's cost at its receipt, a complaint's compensation at its resolution. */
export interface ServiceCost {
  /** The contact or complaint it was spent on. */
  of: Case;
  kind: 'contact' | 'complaint';
  /** The event that says what it cost. */
  position: number;
  time: number;
  amount: bigint;
  unconverted: Unconverted | null;
}

/** A history as it stands at an instant: facts after it do not exist. */
export interface VisibleHistory extends History {
  asOf: number;
  /** In no order. */
  serviceCosts: ServiceCost[];
  /** The earliest instant at which there will be more to see; Infinity for never. */
  until: number;
}

/** Cost of a contact by channel, in ten-thousandths of the reporting currency. */
export type UnitCosts = ReadonlyMap<string, bigint>;

/** @param asOf microseconds since the epoch */
export function visibleHistory(history: History, asOf: number, unitCosts: UnitCosts): VisibleHistory {
  let until = Number.POSITIVE_INFINITY;
  const seen = (time: number): boolean => {
    if (time <= asOf) return true;
    if (time < until) until = time;
    return false;
  };
  const visible = <T extends { time: number }>(facts: T[]): T[] =>
    facts.every(({ time }) => time <= asOf) ? facts : facts.filter(({ time }) => seen(time));
  const withParts = <T extends { time: number }, P extends { time: number }>(
    facts: T[],
    partsOf: (fact: T) => P[],
    withThese: (fact: T, parts: P[]) => T,
  ): T[] =>
    visible(facts).map((fact) => {
      const parts = partsOf(fact);
      const left = visible(parts);
      return left === parts ? fact : withThese(fact, left);
    });
  const cases = (all: Case[]) =>
    withParts(
      all,
      ({ steps }) => steps,
      (fact, steps) => ({ ...fact, steps }),
    );

  const purchases = withParts(
    history.purchases,
    ({ refunds }) => refunds,
    (purchase: Purchase, refunds) => ({ ...purchase, refunds }),
  );
  const contacts = cases(history.contacts);
  const complaints = cases(history.complaints);
  return {
    dimensions: history.dimensions,
    stranger: history.stranger,
    asOf,
    purchases,
    contacts,
    complaints,
    invitations: visible(history.invitations).map((invitation) =>
      invitation.answered === null || seen(invitation.answered)
        ? invitation
        : { ...invitation, answered: null },
    ),
    answers: visible(history.answers),
    mentions: visible(history.mentions),
    recurring: visible(history.recurring),
    lead: history.lead && seen(history.lead.time) ? history.lead : null,
    serviceCosts: [
      ...contacts.map((contact) => contactCost(contact, unitCosts)),
      ...compensations(complaints, asOf),
    ],
    until,
  };
}

/** The cost that the resolution names, else the configured one of the channel. */
function contactCost(contact: Case, unitCosts: UnitCosts): ServiceCost {
  const resolved = contact.steps.find(({ kind }) => kind === 'resolved');
  return {
    of: contact,
    kind: 'contact',
    time: contact.time,
    position: resolved && resolved.amount !== null ? resolved.position : contact.position,
    amount: resolved?.amount ?? unitCosts.get(contact.channel) ?? 0n,
    unconverted: resolved?.unconverted ?? null,
  };
}

function compensations(complaints: readonly Case[], asOf: number): ServiceCost[] {
  const costs: ServiceCost[] = [];
  for (const complaint of complaints) {
    const resolution = countingResolution(complaint.steps, asOf);
    if (!resolution || resolution.amount === null) continue;
    costs.push({
      of: complaint,
      kind: 'complaint',
      time: Math.max(resolution.time, complaint.time),
      position: resolution.position,
      amount: resolution.amount,
      unconverted: resolution.unconverted,
    });
  }
  return costs;
}
