import type { SurveyKind } from '../events/index.js';
import type { Dimensions } from './profile.js';

/** An amount that has no rate into the reporting currency, in its own. */
export interface Unconverted {
  currency: string;
  amount: bigint;
}

/** Money in ten-thousandths of the reporting currency; 0 where it could not be converted. Times in microseconds. */
export interface Purchase {
  position: number;
  time: number;
  /** Source and orderId: what makes two lines one order. */
  order: string;
  amount: bigint;
  cost: bigint;
  channel: string;
  product: string;
  unconverted: Unconverted | null;
  /** In time order, none before the purchase. */
  refunds: Refund[];
}

export interface Refund {
  position: number;
  time: number;
  amount: bigint;
  cost: bigint;
  unconverted: Unconverted | null;
}

export interface Expense {
  position: number;
  time: number;
  /** Null when none was named. */
  amount: bigint | null;
  unconverted: Unconverted | null;
}

/** What happened to a contact or complaint: an answer, a transfer, a resolution with its money, a reopening. */
export interface Step extends Expense {
  kind: 'answered' | 'transferred' | 'resolved' | 'reopened';
}

/** A contact or a complaint, by the event that began it. What was not said is `unknown`. */
export interface Case {
  position: number;
  time: number;
  /** The contactId or complaintId. */
  id: string;
  channel: string;
  topic: string;
  touchpoint: string;
  product: string;
  /** In time order; some may be dated before the case itself. */
  steps: Step[];
}

/** One survey.sent. */
export interface Invitation {
  position: number;
  time: number;
  kind: SurveyKind;
  touchpoint: string;
  product: string;
  employee: string;
  /** When it was answered; null if it was not. */
  answered: number | null;
}

/** One survey.answered. */
export interface SurveyAnswer {
  position: number;
  time: number;
  kind: SurveyKind;
  score: number;
  min: number;
  max: number;
  /** For ces: whether a high score means little effort. */
  higherIsEasier: boolean;
  touchpoint: string;
  product: string;
  employee: string;
  /** Position of the event that began the contact or complaint asked about. */
  about: number | null;
}

/** One mention.published. */
export interface Mention {
  position: number;
  time: number;
  network: string;
  authorKind: string;
  sentiment: string;
  recommends: boolean;
  reach: number;
  product: string;
}

/** From when on one subscription brings how much a month; 0 from its cancellation. */
export interface RecurringStep {
  position: number;
  time: number;
  /** Source and subscriptionId. */
  subscription: string;
  mrr: bigint;
  unconverted: Unconverted | null;
}

/** The earliest lead.captured. */
export interface Lead {
  position: number;
  time: number;
  channel: string;
  campaign: string;
}

/** All that is known of one person, merged subjects together, references settled, money converted. In time order. */
export interface History {
  dimensions: Dimensions;
  purchases: Purchase[];
  contacts: Case[];
  complaints: Case[];
  invitations: Invitation[];
  answers: SurveyAnswer[];
  mentions: Mention[];
  recurring: RecurringStep[];
  lead: Lead | null;
  /** Only public mentions speak of this person: authors of those need not be customers. */
  stranger: boolean;
}

/** Of somebody of whom nothing is known. */
export function emptyHistory(dimensions: Dimensions): History {
  return {
    dimensions,
    purchases: [],
    contacts: [],
    complaints: [],
    invitations: [],
    answers: [],
    mentions: [],
    recurring: [],
    lead: null,
    stranger: false,
  };
}

type Amount = number | string;
type Rest = [currency: string, amount: Amount] | 0;
type StepText = [position: number, time: number, kind: number, amount: Amount | null, rest: Rest];
type CaseText = [
  position: number,
  time: number,
  id: string,
  channel: string,
  topic: string,
  touchpoint: string,
  product: string,
  steps: StepText[],
];
interface HistoryText {
  d: Dimensions;
  p: [
    number,
    number,
    string,
    Amount,
    Amount,
    string,
    string,
    Rest,
    [number, number, Amount, Amount, Rest][] | 0,
  ][];
  c?: CaseText[];
  k?: CaseText[];
  i?: [number, number, SurveyKind, string, string, string, number | null][];
  a?: [
    number,
    number,
    SurveyKind,
    number,
    number,
    number,
    0 | 1,
    string,
    string,
    string,
    about: number | null,
  ][];
  m?: [number, number, string, string, string, 0 | 1, number, string][];
  r?: [number, number, string, Amount, Rest][];
  l?: [number, number, string, string];
  s?: 1;
}

/** The text a history is kept as, one per person. */
export function writeHistory(history: History): string {
  const { dimensions, purchases, contacts, complaints, invitations, answers, mentions, recurring } = history;
  const { lead, stranger } = history;
  const text: HistoryText = {
    d: dimensions,
    p: purchases.map((p) => [
      p.position,
      p.time,
      p.order,
      amountText(p.amount),
      amountText(p.cost),
      p.channel,
      p.product,
      restText(p.unconverted),
      p.refunds.length === 0
        ? 0
        : p.refunds.map((r) => [
            r.position,
            r.time,
            amountText(r.amount),
            amountText(r.cost),
            restText(r.unconverted),
          ]),
    ]),
  };
  if (contacts.length > 0) text.c = contacts.map(caseText);
  if (complaints.length > 0) text.k = complaints.map(caseText);
  if (invitations.length > 0) {
    text.i = invitations.map((i) => [
      i.position,
      i.time,
      i.kind,
      i.touchpoint,
      i.product,
      i.employee,
      i.answered,
    ]);
  }
  if (answers.length > 0) {
    text.a = answers.map((a) => [
      a.position,
      a.time,
      a.kind,
      a.score,
      a.min,
      a.max,
      a.higherIsEasier ? 1 : 0,
      a.touchpoint,
      a.product,
      a.employee,
      a.about,
    ]);
  }
  if (mentions.length > 0) {
    text.m = mentions.map((m) => [
      m.position,
      m.time,
      m.network,
      m.authorKind,
      m.sentiment,
      m.recommends ? 1 : 0,
      m.reach,
      m.product,
    ]);
  }
  if (recurring.length > 0) {
    text.r = recurring.map((r) => [
      r.position,
      r.time,
      r.subscription,
      amountText(r.mrr),
      restText(r.unconverted),
    ]);
  }
  if (lead) text.l = [lead.position, lead.time, lead.channel, lead.campaign];
  if (stranger) text.s = 1;
  return JSON.stringify(text);
}

/** Reads what {@link writeHistory} wrote. */
export function readHistory(text: string): History {
  const { d, p, c = [], k = [], i = [], a = [], m = [], r = [], l, s } = JSON.parse(text) as HistoryText;
  return {
    dimensions: d,
    purchases: p.map(([position, time, order, amount, cost, channel, product, rest, refunds]) => ({
      position,
      time,
      order,
      amount: BigInt(amount),
      cost: BigInt(cost),
      channel,
      product,
      unconverted: readRest(rest),
      refunds:
        refunds === 0
          ? []
          : refunds.map(([at, when, value, recovered, left]) => ({
              position: at,
              time: when,
              amount: BigInt(value),
              cost: BigInt(recovered),
              unconverted: readRest(left),
            })),
    })),
    contacts: c.map(readCase),
    complaints: k.map(readCase),
    invitations: i.map(([position, time, kind, touchpoint, product, employee, answered]) => ({
      position,
      time,
      kind,
      touchpoint,
      product,
      employee,
      answered,
    })),
    answers: a.map(
      ([position, time, kind, score, min, max, easier, touchpoint, product, employee, about]) => ({
        position,
        time,
        kind,
        score,
        min,
        max,
        higherIsEasier: easier === 1,
        touchpoint,
        product,
        employee,
        about,
      }),
    ),
    mentions: m.map(([position, time, network, authorKind, sentiment, recommends, reach, product]) => ({
      position,
      time,
      network,
      authorKind,
      sentiment,
      recommends: recommends === 1,
      reach,
      product,
    })),
    recurring: r.map(([position, time, subscription, mrr, rest]) => ({
      position,
      time,
      subscription,
      mrr: BigInt(mrr),
      unconverted: readRest(rest),
    })),
    lead: l ? { position: l[0], time: l[1], channel: l[2], campaign: l[3] } : null,
    stranger: s === 1,
  };
}

const STEP_KINDS = ['answered', 'transferred', 'resolved', 'reopened'] as const;

function caseText({ position, time, id, channel, topic, touchpoint, product, steps }: Case): CaseText {
  return [
    position,
    time,
    id,
    channel,
    topic,
    touchpoint,
    product,
    steps.map((step) => [
      step.position,
      step.time,
      STEP_KINDS.indexOf(step.kind),
      step.amount === null ? null : amountText(step.amount),
      restText(step.unconverted),
    ]),
  ];
}

function readCase([position, time, id, channel, topic, touchpoint, product, steps]: CaseText): Case {
  return {
    position,
    time,
    id,
    channel,
    topic,
    touchpoint,
    product,
    steps: steps.map(([at, when, kind, amount, rest]) => ({
      position: at,
      time: when,
      kind: STEP_KINDS[kind],
      amount: amount === null ? null : BigInt(amount),
      unconverted: readRest(rest),
    })),
  };
}

/** JSON numbers are exact up to 2^53: larger amounts are kept as text. */
function amountText(amount: bigint): Amount {
  const number = Number(amount);
  return Number.isSafeInteger(number) ? number : amount.toString();
}

function restText(rest: Unconverted | null): Rest {
  return rest ? [rest.currency, amountText(rest.amount)] : 0;
}

function readRest(rest: Rest): Unconverted | null {
  return rest === 0 ? null : { currency: rest[0], amount: BigInt(rest[1]) };
}
