import { type Chance, exactly } from './chance.js';
import { type Customer, customersBefore, type Generation } from './customers.js';
import { DAY, MONTHS, monthStart, season } from './months.js';

/** Channels of contacts, as the event catalogue names them, in percent of a month's contacts. */
const BEFORE = { voice: 77, ivr: 10, chat: 8, email: 2, web: 1, social: 2 };
const AFTER = {
  voice: 50,
  ivr: 13,
  chat: 7,
  email: 2,
  web: 2,
  app: 2,
  messenger: 1,
  sms: 1,
  'self-service': 1,
  social: 21,
};
/** Only while service moves online are visits and letters counted as contacts. */
const MEANWHILE = { 'in-person': 2, post: 1, other: 1 };

type Mix = Readonly<Record<string, number>>;

/** Until the end of 2024-06 the mix is the study's before, from 2025-07 its after. */
const LAST_BEFORE = 5;
const FIRST_AFTER = 18;

/** The quarter in which channels are used by generations as the study has it: 2024-Q2. */
const STUDY_MONTHS = [3, 4, 5];

/** Of the customers who make contact in that quarter: how many, and how many of them use a channel at least once. */
const CONTACTING: Readonly<
  Record<Generation, { customers: number; chat: number; social: number; ivr: number }>
> = {
  younger: { customers: 1_000, chat: 210, social: 50, ivr: 110 },
  older: { customers: 1_200, chat: 168, social: 24, ivr: 96 },
  unknown: { customers: 200, chat: 30, social: 6, ivr: 18 },
};
const STUDY_CHANNELS = ['chat', 'social', 'ivr'] as const;

/** A contact that is to be: who, over which channel, and whether it follows the one before it. */
export interface PlannedContact {
  customer: Customer;
  channel: string;
  again: boolean;
}

/** Contacts of each month of a population; the study's shares come out exactly in every month. */
export function planContacts(chance: Chance, customers: readonly Customer[]): PlannedContact[][] {
  const quarter = planStudyQuarter(chance, customers);
  return Array.from(
    { length: MONTHS },
    (_, month) => quarter.get(month) ?? planMonth(chance, customers, month),
  );
}

function planMonth(chance: Chance, customers: readonly Customer[], month: number): PlannedContact[] {
  // Whoever has just bought for the first time has a day to get in touch within the month.
  const known = customersBefore(customers, monthStart(month + 1) - DAY);
  const anybody = () => {
    let customer = customers[chance.whole(0, known - 1)];
    for (let tries = 0; customer.lastMonth < month && tries < 3; tries++) {
      customer = customers[chance.whole(0, known - 1)];
    }
    return customer;
  };
  let before: Customer | undefined;
  return chance.shuffled(channelsOf(month)).map((channel) => {
    const again = before !== undefined && chance.happens(0.14);
    const customer = again ? (before as Customer) : anybody();
    before = customer;
    return { customer, channel, again };
  });
}

/** The channel of each contact of a month. */
function channelsOf(month: number): string[] {
  const contacts = contactsOf(month);
  return Object.entries(mixOf(month)).flatMap(([channel, percent]) =>
    Array<string>((contacts * percent) / 100).fill(channel),
  );
}

/** Contacts of a month: a multiple of 100, so that percents of it are whole. */
function contactsOf(month: number): number {
  return 100 * Math.round(16 + 4 * season(month));
}

/** The mix of a month in percent, which add up to 100. */
export function mixOf(month: number): Mix {
  if (month <= LAST_BEFORE) return BEFORE;
  if (month >= FIRST_AFTER) return AFTER;
  const way = (month - LAST_BEFORE) / (FIRST_AFTER - LAST_BEFORE);
  const mix: Record<string, number> = { ...MEANWHILE };
  for (const channel of Object.keys(AFTER) as (keyof typeof AFTER)[]) {
    const from = (BEFORE as Mix)[channel] ?? 0;
    mix[channel] = Math.round(from + (AFTER[channel] - from) * way);
  }
  const sum = Object.values(mix).reduce((total, percent) => total + percent, 0);
  mix.voice += 100 - sum;
  return mix;
}

/**
 * The quarter whose customers are counted: each of them makes contact, exactly so many of a generation use chat, social
 * and ivr, and the contacts over these channels are theirs alone.
 */
function planStudyQuarter(chance: Chance, customers: readonly Customer[]): Map<number, PlannedContact[]> {
  const there = customers.slice(0, customersBefore(customers, monthStart(STUDY_MONTHS[0])));
  const users: Record<string, Customer[]> = { chat: [], social: [], ivr: [] };
  const contacting: Customer[] = [];
  for (const [generation, counts] of Object.entries(CONTACTING)) {
    const candidates = there.filter((customer) => customer.generation === generation);
    const members = [...exactly(chance, counts.customers, candidates)];
    contacting.push(...members);
    for (const channel of STUDY_CHANNELS) users[channel].push(...exactly(chance, counts[channel], members));
  }
  const covered = new Set(Object.values(users).flat());
  const uncovered = contacting.filter((customer) => !covered.has(customer));

  const slots = chance.shuffled(
    STUDY_MONTHS.flatMap((month) => channelsOf(month).map((channel) => ({ month, channel }))),
  );
  const planned = new Map<number, PlannedContact[]>(STUDY_MONTHS.map((month) => [month, []]));
  const waiting: Record<string, Customer[]> = {
    chat: [...users.chat],
    social: [...users.social],
    ivr: [...users.ivr],
  };
  for (const { month, channel } of slots) {
    // Everybody once, then anybody of those who may.
    const first = (waiting[channel] ?? uncovered).pop();
    const customer = first ?? chance.one(users[channel] ?? contacting);
    planned.get(month)?.push({ customer, channel, again: false });
  }
  return planned;
}
