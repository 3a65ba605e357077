import { type Connection, rows } from '../database/index.js';
import { parseAmount } from '../money/index.js';
import type { Tables } from '../projections/index.js';
import { Conversion, loadRates, unconvertedOf } from './conversion.js';
import { type KeptStep, readSteps } from './fold-cases.js';
import { readAllocations } from './fold-orders.js';
import type { Case, History, Lead, Purchase, Step } from './history.js';
import { addOtherFact, loadOtherFacts } from './load-other-facts.js';
import { compareEvents, earliest } from './order.js';
import { costOf } from './orders.js';
import { dimensionsOf, type OriginFact, type RegistrationFact, UNKNOWN } from './profile.js';
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
      draft = {
        registrations: [],
        origins: [],
        purchases: [],
        contacts: [],
        complaints: [],
        invitations: [],
        answers: [],
        mentions: [],
        recurring: [],
      };
      drafts.set(person, draft);
    }
    return draft;
  };
  const { reportingCurrency } = settings;

  const purchases = await rows<PurchaseRow>(
    connection,
    `select subject, position, time, source, id, order_id, amount, cost, currency, channel, product, refunds
     from ${tables('purchases')} where subject = any($1::text[]) and counts and not voided`,
    [subjects],
  );
  const cases = await rows<CaseRow>(
    connection,
    `select subject, kind, position, time, case_id, channel, topic, touchpoint, product, steps, foreign_money
     from ${tables('cases')} where subject = any($1::text[]) and counts and not voided order by time, source, id`,
    [subjects],
  );
  const others = await loadOtherFacts(connection, tables, subjects);
  const foreign =
    purchases.some((row) => row[8] !== reportingCurrency) ||
    cases.some((row) => row[10]) ||
    others.some(({ part, fields }) => part === 'recurring' && fields[3] !== reportingCurrency);
  const rates = foreign ? await loadRates(connection, tables, reportingCurrency) : new Map();
  const money = new Conversion(rates, settings);

  for (const row of purchases)
    draftOf(row[0]).purchases.push(purchaseOf(row, money, settings.defaultCostRate));
  for (const row of cases) {
    const draft = draftOf(row[0]);
    (row[1] === 'contact' ? draft.contacts : draft.complaints).push(caseOf(row, money));
  }
  for (const fact of others) addOtherFact(draftOf(fact.subject), fact, money);

  const histories = new Map<string, History>();
  for (const [person, draft] of drafts) {
    const { registrations, origins, purchases: bought, ...rest } = draft;
    histories.set(person, {
      ...rest,
      dimensions: dimensionsOf(registrations, origins),
      purchases: bought.sort(compareEvents),
      lead: earliestLead(origins),
      stranger: Object.entries(draft).every(([part, facts]) => part === 'mentions' || facts.length === 0),
    });
  }
  return histories;
}

interface Draft extends Omit<History, 'dimensions' | 'purchases' | 'lead' | 'stranger'> {
  registrations: RegistrationFact[];
  origins: (OriginFact & { position: number })[];
  purchases: (Purchase & { source: string; id: string })[];
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
  foreignMoney: boolean,
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
  money: Conversion,
  defaultCostRate: string,
): Purchase & { source: string; id: string } {
  const published = parseAmount(amountText);
  const amount = money.at(published, currency, time);
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
    cost: amount === null ? 0n : (money.at(ownCost, currency, time) as bigint),
    channel,
    product,
    unconverted: unconvertedOf(amount, published, currency),
    refunds: readAllocations(refunds).map((taken) => {
      const value = money.at(taken.amount, currency, taken.time);
      return {
        position: taken.refund,
        time: taken.time,
        amount: value ?? 0n,
        cost: value === null ? 0n : (money.at(taken.cost, currency, taken.time) as bigint),
        unconverted: unconvertedOf(value, taken.amount, currency),
      };
    }),
  };
}

function caseOf(
  [, kind, position, time, id, channel, topic, touchpoint, product, steps]: CaseRow,
  money: Conversion,
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

function stepOf(
  { position, time, kind, amount, currency }: KeptStep,
  money: Conversion,
  countsAt: number,
): Step {
  if (amount === null || currency === null) return { position, time, kind, amount: null, unconverted: null };
  const converted = money.at(amount, currency, countsAt);
  return {
    position,
    time,
    kind,
    amount: converted ?? 0n,
    unconverted: unconvertedOf(converted, amount, currency),
  };
}

function earliestLead(origins: readonly (OriginFact & { position: number })[]): Lead | null {
  const leads = origins.filter(({ kind }) => kind === 'lead');
  if (leads.length === 0) return null;
  const { position, time, channel, campaign } = earliest(leads);
  return { position, time, channel, campaign: campaign ?? UNKNOWN };
}
