import { localDate } from '../calendar/index.js';
import { type Connection, rows } from '../database/index.js';
import { parseAmount } from '../money/index.js';
import type { Tables } from '../projections/index.js';
import { type KeptStep, readSteps } from './fold-cases.js';
import { readAllocations } from './fold-orders.js';
import { type Case, emptyHistory, type History, type Lead, type Purchase, type Step } from './history.js';
import { compareEvents, earliest } from './order.js';
import { costOf } from './orders.js';
import { dimensionsOf, type OriginFact, type RegistrationFact, UNKNOWN } from './profile.js';
import { convert, type Rates } from './rates.js';
import type { FactSettings } from './settings.js';

/** The persons behind raw subjects: of each subject its person, the subject itself where no merge names it. */
export async function personsOf(
  connection: Connection,
  tables: Tables,
  subjects: readonly string[],
): Promise<Map<string, string>> {
  const persons = new Map(subjects.map((subject) => [subject, subject]));
  const merged = await rows<[string, string]>(
    connection,
    `select subject, person from ${tables('persons')} where subject = any($1::text[])`,
    [subjects],
  );
  for (const [subject, person] of merged) persons.set(subject, person);
  return persons;
}

/** The raw subjects of each person, itself included: subject → person. */
export async function membersOf(
  connection: Connection,
  tables: Tables,
  persons: readonly string[],
): Promise<Map<string, string>> {
  const members = new Map(persons.map((person) => [person, person]));
  const merged = await rows<[string, string]>(
    connection,
    `select subject, person from ${tables('persons')} where person = any($1::text[])`,
    [persons],
  );
  for (const [subject, person] of merged) members.set(subject, person);
  return members;
}

/** The history of each person from the facts; a person without facts has none in the result. */
export async function loadHistories(
  connection: Connection,
  tables: Tables,
  persons: readonly string[],
  settings: Omit<FactSettings, 'find'>,
): Promise<Map<string, History>> {
  const members = await membersOf(connection, tables, persons);
  const subjects = [...members.keys()];
  const drafts = new Map<string, Draft>();
  const draftOf = (subject: string): Draft => {
    const person = members.get(subject) as string;
    let draft = drafts.get(person);
    if (!draft) {
      draft = { registrations: [], origins: [], purchases: [], contacts: [], complaints: [] };
      drafts.set(person, draft);
    }
    return draft;
  };
  const money = new Money(settings);

  const purchases = await rows<PurchaseRow>(
    connection,
    `select subject, position, time, source, id, order_id, amount, cost, currency, channel, product, refunds
     from ${tables('purchases')} where subject = any($1::text[]) and counts and not voided`,
    [subjects],
  );
  const cases = await rows<CaseRow>(
    connection,
    `select subject, kind, position, time, case_id, channel, topic, touchpoint, product, steps
     from ${tables('cases')} where subject = any($1::text[]) and counts and not voided order by time, source, id`,
    [subjects],
  );
  const foreign =
    purchases.some((row) => row[8] !== settings.reportingCurrency) || cases.some((row) => row[9] !== null);
  if (foreign) money.rates = await loadRates(connection, tables, settings.reportingCurrency);

  for (const row of purchases)
    draftOf(row[0]).purchases.push(purchaseOf(row, money, settings.defaultCostRate));
  for (const row of cases) {
    const draft = draftOf(row[0]);
    (row[1] === 'contact' ? draft.contacts : draft.complaints).push(caseOf(row, money));
  }

  const registrations = await rows<
    [string, string, string, number, string | null, string | null, string | null]
  >(
    connection,
    `select subject, source, id, time, segment, country, generation
     from ${tables('registrations')} where subject = any($1::text[]) and not voided`,
    [subjects],
  );
  for (const [subject, source, id, time, segment, country, generation] of registrations) {
    draftOf(subject).registrations.push({ source, id, time, segment, country, generation });
  }
  const origins = await rows<
    [number, string, string, string, number, OriginFact['kind'], string, string | null]
  >(
    connection,
    `select position, subject, source, id, time, kind, channel, campaign
     from ${tables('origins')} where subject = any($1::text[]) and not voided`,
    [subjects],
  );
  for (const [position, subject, source, id, time, kind, channel, campaign] of origins) {
    draftOf(subject).origins.push({ position, source, id, time, kind, channel, campaign });
  }

  const histories = new Map<string, History>();
  for (const [person, draft] of drafts) {
    histories.set(person, {
      ...emptyHistory(dimensionsOf(draft.registrations, draft.origins)),
      lead: earliestLead(draft.origins),
      purchases: draft.purchases.sort(compareEvents),
      contacts: draft.contacts,
      complaints: draft.complaints,
    });
  }
  return histories;
}

interface Draft {
  registrations: RegistrationFact[];
  origins: (OriginFact & { position: number })[];
  purchases: (Purchase & { source: string; id: string })[];
  contacts: Case[];
  complaints: Case[];
}

type CaseRow = [
  subject: string,
  kind: 'contact' | 'complaint',
  position: number,
  time: number,
  caseId: string,
  channel: string,
  topic: string | null,
  touchpoint: string | null,
  product: string | null,
  steps: string | null,
];

type PurchaseRow = [
  subject: string,
  position: number,
  time: number,
  source: string,
  id: string,
  orderId: string,
  amount: string,
  cost: string | null,
  currency: string,
  channel: string,
  product: string,
  refunds: string | null,
];

/** Converts amounts at the rate of their event's local day. */
class Money {
  rates: Rates = new Map();

  constructor(private readonly settings: Omit<FactSettings, 'find'>) {}

  convert(amount: bigint, currency: string, time: number): bigint | null {
    const { reportingCurrency, reportingTimeZone } = this.settings;
    if (currency === reportingCurrency) return amount;
    return convert(amount, currency, localDate(time, reportingTimeZone), this.rates, reportingCurrency);
  }
}

function purchaseOf(
  [
    ,
    position,
    time,
    source,
    id,
    orderId,
    amountText,
    costText,
    currency,
    channel,
    product,
    refunds,
  ]: PurchaseRow,
  money: Money,
  defaultCostRate: string,
): Purchase & { source: string; id: string } {
  const published = parseAmount(amountText);
  const amount = money.convert(published, currency, time);
  const ownCost = costOf(
    { amount: published, cost: costText === null ? null : parseAmount(costText) },
    defaultCostRate,
  );
  return {
    source,
    id,
    position,
    time,
    order: `${source.length}:${source}${orderId}`,
    amount: amount ?? 0n,
    cost: amount === null ? 0n : (money.convert(ownCost, currency, time) as bigint),
    channel,
    product,
    unconverted: amount === null ? { currency, amount: published } : null,
    refunds: readAllocations(refunds).map((taken) => {
      const value = money.convert(taken.amount, currency, taken.time);
      return {
        position: taken.refund,
        time: taken.time,
        amount: value ?? 0n,
        cost: value === null ? 0n : (money.convert(taken.cost, currency, taken.time) as bigint),
        unconverted: value === null ? { currency, amount: taken.amount } : null,
      };
    }),
  };
}

function caseOf(
  [, kind, position, time, id, channel, topic, touchpoint, product, steps]: CaseRow,
  money: Money,
): Case {
  return {
    position,
    time,
    id,
    channel,
    topic: topic ?? UNKNOWN,
    touchpoint: touchpoint ?? UNKNOWN,
    product: product ?? UNKNOWN,
    // A compensation counts, and is converted, at the resolution, but never before the complaint.
    steps: readSteps(steps).map((step) =>
      stepOf(step, money, kind === 'complaint' ? Math.max(step.time, time) : step.time),
    ),
  };
}

function stepOf({ position, time, kind, amount, currency }: KeptStep, money: Money, countsAt: number): Step {
  if (amount === null || currency === null) return { position, time, kind, amount: null, unconverted: null };
  const converted: bigint | null = money.convert(amount, currency, countsAt);
  return {
    position,
    time,
    kind,
    amount: converted ?? 0n,
    unconverted: converted === null ? { currency, amount } : null,
  };
}

function earliestLead(origins: readonly (OriginFact & { position: number })[]): Lead | null {
  const leads = origins.filter(({ kind }) => kind === 'lead');
  if (leads.length === 0) return null;
  const { position, time, channel, campaign } = earliest(leads);
  return { position, time, channel, campaign: campaign ?? UNKNOWN };
}

async function loadRates(connection: Connection, tables: Tables, reportingCurrency: string): Promise<Rates> {
  const found = await rows<[string, string, string]>(
    connection,
    `select distinct on (currency, date) currency, date::text, rate::text from ${tables('rates')}
     where into_currency = $1 and not voided
     order by currency, date, time desc, source desc, id desc`,
    [reportingCurrency],
  );
  const rates = new Map<string, { date: string; rate: string }[]>();
  for (const [currency, date, rate] of found) {
    const days = rates.get(currency) ?? [];
    if (days.length === 0) rates.set(currency, days);
    days.push({ date, rate });
  }
  return rates;
}
