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

export interface Contact {
  position: number;
  time: number;
  channel: string;
  /** The first resolution, with its cost if it named one. */
  resolution: Expense | null;
}

export interface Complaint {
  position: number;
  time: number;
  /** Resolutions and reopenings in time order. */
  steps: (Expense & { kind: 'resolved' | 'reopened' })[];
}

export interface Expense {
  position: number;
  time: number;
  /** Null when none was named. */
  amount: bigint | null;
  unconverted: Unconverted | null;
}

/** All that is known of one person, merged subjects together, references settled, money converted. */
export interface History {
  dimensions: Dimensions;
  /** In time order. */
  purchases: Purchase[];
  contacts: Contact[];
  complaints: Complaint[];
}

type Amount = number | string;
type Rest = [currency: string, amount: Amount] | 0;
type ExpenseText = [position: number, time: number, amount: Amount | null, rest: Rest];
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
  c?: [number, number, string, ExpenseText | 0][];
  k?: [number, number, [...ExpenseText, 0 | 1][]][];
}

/** The text a history is kept as, one per person. */
export function writeHistory({ dimensions, purchases, contacts, complaints }: History): string {
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
  if (contacts.length > 0) {
    text.c = contacts.map((c) => [
      c.position,
      c.time,
      c.channel,
      c.resolution ? expenseText(c.resolution) : 0,
    ]);
  }
  if (complaints.length > 0) {
    text.k = complaints.map((c) => [
      c.position,
      c.time,
      c.steps.map((step) => [...expenseText(step), step.kind === 'resolved' ? 1 : 0]),
    ]);
  }
  return JSON.stringify(text);
}

/** Reads what {@link writeHistory} wrote. */
export function readHistory(text: string): History {
  const { d, p, c = [], k = [] } = JSON.parse(text) as HistoryText;
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
    contacts: c.map(([position, time, channel, resolution]) => ({
      position,
      time,
      channel,
      resolution: resolution === 0 ? null : readExpense(resolution),
    })),
    complaints: k.map(([position, time, steps]) => ({
      position,
      time,
      steps: steps.map(([at, when, amount, rest, kind]) => ({
        ...readExpense([at, when, amount, rest]),
        kind: kind === 1 ? 'resolved' : 'reopened',
      })),
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

function expenseText({ position, time, amount, unconverted }: Expense): ExpenseText {
  return [position, time, amount === null ? null : amountText(amount), restText(unconverted)];
}

function readExpense([position, time, amount, rest]: ExpenseText): Expense {
  return { position, time, amount: amount === null ? null : BigInt(amount), unconverted: readRest(rest) };
}
