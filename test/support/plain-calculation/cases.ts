import Big from 'big.js';
import { ZERO } from './exact.js';
import type { Exchange } from './exchange.js';
import { sourceMeant } from './references.js';
import type { Settings } from './settings.js';
import type { Standing } from './standing-events.js';

/** What happened to a contact or complaint. */
export interface Step {
  kind: 'answered' | 'transferred' | 'resolved' | 'reopened';
  time: number;
  /** What a resolution spent, in the reporting currency; nothing where no rate is known, undefined where none is named. */
  spent: Big | undefined;
}

/** A contact or complaint, with what has become of it up to `asOf`. */
export interface Case {
  kind: 'contact' | 'complaint';
  source: string;
  id: string;
  subject: string;
  time: number;
  channel: string;
  topic: string;
  touchpoint: string;
  product: string;
  /** Earliest first. */
  steps: Step[];
}

/** All contacts or complaints, earliest first. `events` in order of time. */
export function cases(kind: Case['kind'], events: Standing[], settings: Settings, convert: Exchange): Case[] {
  const field = `${kind}Id`;
  const openings = events.filter(({ type }) => type === `${kind}.received` || type === `${kind}.opened`);
  const followers = events.filter(
    (event) => event.type.startsWith(`${kind}.`) && !openings.includes(event) && event.time <= settings.asOf,
  );
  return openings.map((opening) => {
    const said = (name: string) => String(opening.data[name] ?? 'unknown');
    return {
      kind,
      source: opening.source,
      id: String(opening.data[field]),
      subject: opening.subject,
      time: opening.time,
      channel: said('channel'),
      topic: said('topic'),
      touchpoint: said('touchpoint'),
      product: said('product'),
      steps: followers
        .filter(
          (event) =>
            event.data[field] === opening.data[field] &&
            sourceMeant(event, openings, field) === opening.source,
        )
        .map((event) => ({
          kind: event.type.replace(`${kind}.`, '') as Step['kind'],
          time: event.time,
          spent: spent(event, kind === 'contact' ? event.time : Math.max(event.time, opening.time)),
        })),
    };
  });

  function spent({ data }: Standing, day: number): Big | undefined {
    const amount = data.cost ?? data.compensation;
    if (amount === undefined) return undefined;
    return convert(Big(String(amount)), String(data.currency ?? settings.reportingCurrency), day) ?? ZERO;
  }
}

/** The first answer; without one the first resolution. */
export function answer({ steps }: Case): Step | undefined {
  return steps.find(({ kind }) => kind === 'answered') ?? steps.find(({ kind }) => kind === 'resolved');
}

/** The resolution that counts: the first after the last reopening. */
export function resolution({ steps }: Case): Step | undefined {
  const reopened = steps.map(({ kind }) => kind).lastIndexOf('reopened');
  return steps.slice(reopened + 1).find(({ kind }) => kind === 'resolved');
}

/** The reopenings that count: of the resolutions and reopenings of the case, those that come right after a resolution. */
export function reopenings({ steps }: Case): Step[] {
  const turns = steps.filter(({ kind }) => kind === 'resolved' || kind === 'reopened');
  return turns.filter(({ kind }, i) => kind === 'reopened' && turns[i - 1]?.kind === 'resolved');
}

export function stepsOf({ steps }: Case, kind: Step['kind']): Step[] {
  return steps.filter((step) => step.kind === kind);
}
