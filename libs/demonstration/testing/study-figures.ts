import type { DemonstrationEvent } from '../publication.js';
import { at, byPerson, firstById, type Published, personsOf, registered } from './published.js';

/** The study's figures, worked out from the events by the definitions alone. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const HORIZON = 90 * DAY;

export interface ImpactGroup {
  customers: number;
  boughtBefore: number;
  stoppedBuying: number;
  complainedAgain: number;
  satisfied: number;
  positiveReview: number;
  recommended: number;
}

/**
 * `impact?moment=complaint` with the defaults (horizon 90 days, landmark 0, one moment for each customer), of the first
 * complaint of each customer that `chosen` lets through, by the class of its first response.
 */
export function impactByResponse(
  of: Published,
  chosen: (complaint: DemonstrationEvent, person: string) => boolean,
): Map<string, ImpactGroup> {
  const complaints = byPerson(of, [...firstById(of('complaint.opened'), 'complaintId').values()]);
  const responses = new Map<string, number>();
  for (const step of [...of('complaint.answered'), ...of('complaint.resolved')]) {
    const id = step.data.complaintId as string;
    responses.set(id, Math.min(at(step), responses.get(id) ?? Number.POSITIVE_INFINITY));
  }
  const purchases = byPerson(of, of('purchase.completed'));
  const surveys = byPerson(of, of('survey.answered'));
  const mentions = byPerson(of, of('mention.published'));
  const groups = new Map<string, ImpactGroup>();
  for (const [person, all] of complaints) {
    const moment = all.find((complaint) => chosen(complaint, person));
    if (!moment) continue;
    const t = at(moment);
    const within = (events: DemonstrationEvent[] = []) =>
      events.filter((event) => at(event) > t && at(event) <= t + HORIZON);
    const before = (purchases.get(person) ?? []).some((one) => at(one) > t - HORIZON && at(one) <= t);
    const csat = within(surveys.get(person)).filter(({ data }) => data.kind === 'csat');
    const about = csat.find(
      ({ data }) =>
        (data.about as { complaintId?: string } | undefined)?.complaintId === moment.data.complaintId,
    );
    const satisfaction = (about ?? csat[0])?.data.score as number | undefined;
    const said = within(mentions.get(person)).map(({ data }) => data);
    const likely = within(surveys.get(person)).some(
      ({ data }) => data.kind === 'nps' && (data.score as number) >= 9,
    );
    const name = responseClass(t, responses.get(moment.data.complaintId as string));
    const group = groups.get(name) ?? empty();
    groups.set(name, group);
    group.customers++;
    if (before) group.boughtBefore++;
    if (before && within(purchases.get(person)).length === 0) group.stoppedBuying++;
    if (within(all).length > 0) group.complainedAgain++;
    if (satisfaction !== undefined && satisfaction >= 4) group.satisfied++;
    if (said.some(({ sentiment }) => sentiment === 'positive')) group.positiveReview++;
    if (said.some(({ recommends }) => recommends === true) || likely) group.recommended++;
  }
  return groups;
}

function responseClass(opened: number, response: number | undefined): string {
  if (response === undefined || response > opened + HORIZON) return 'never';
  const after = response - opened;
  if (after <= 30 * MINUTE) return '≤30m';
  if (after <= 60 * MINUTE) return '≤1h';
  if (after <= DAY) return '≤1d';
  return after < 7 * DAY ? '<1w' : '≥1w';
}

function empty(): ImpactGroup {
  return {
    customers: 0,
    boughtBefore: 0,
    stoppedBuying: 0,
    complainedAgain: 0,
    satisfied: 0,
    positiveReview: 0,
    recommended: 0,
  };
}

/** Groups taken together. */
export function together(groups: Iterable<ImpactGroup>): ImpactGroup {
  const sum = empty();
  for (const group of groups) {
    for (const name of Object.keys(sum) as (keyof ImpactGroup)[]) sum[name] += group[name];
  }
  return sum;
}

const FAMILIES: Record<string, string> = { voice: 'voice', ivr: 'voice', social: 'social' };
for (const channel of ['email', 'chat', 'messenger', 'web', 'app', 'self-service', 'sms']) {
  FAMILIES[channel] = 'online';
}

/** Contacts that count and begin in [from, to), dates. */
function contactsIn(of: Published, from: string, to: string): DemonstrationEvent[] {
  return [...firstById(of('contact.received'), 'contactId').values()].filter(
    ({ time }) => time >= from && time < to,
  );
}

/** The share of each family in the contacts of [from, to). */
export function familyShares(of: Published, from: string, to: string): Record<string, number> {
  const contacts = contactsIn(of, from, to);
  const counts: Record<string, number> = {};
  for (const { data } of contacts) {
    const family = FAMILIES[data.channel as string] ?? 'other';
    counts[family] = (counts[family] ?? 0) + 1;
  }
  return Object.fromEntries(
    Object.entries(counts).map(([family, count]) => [family, count / contacts.length]),
  );
}

/** Of a generation's customers who make contact in [from, to), the share that uses the channel. */
export function customerShare(
  of: Published,
  generation: 'born-after-1981' | 'older',
  channel: string,
  from: string,
  to: string,
): number {
  const birthYears = registered(of, 'birthYear') as Map<string, number>;
  const person = personsOf(of);
  const all = new Set<string>();
  const users = new Set<string>();
  for (const { subject, data } of contactsIn(of, from, to)) {
    const who = person(subject as string);
    const born = birthYears.get(who);
    if (born === undefined || born > 1981 !== (generation === 'born-after-1981')) continue;
    all.add(who);
    if (data.channel === channel) users.add(who);
  }
  return users.size / all.size;
}

/** Scores given at a touchpoint in [from, to). */
export function scores(of: Published, touchpoint: string, from: string, to: string): number[] {
  return [...firstById(of('survey.answered'), 'responseId').values()]
    .filter(({ data, time }) => data.touchpoint === touchpoint && time >= from && time < to)
    .map(({ data }) => data.score as number);
}
