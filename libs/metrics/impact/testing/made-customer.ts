import { DAY } from '../../../calendar/index.js';
import { emptyHistory, UNKNOWN, type VisibleHistory, visibleHistory } from '../../../facts/index.js';
import type { ImpactQuestion } from '../question.js';

/** A customer with one complaint, at {@link COMPLAINT}. Money in ten-thousandths. */
export interface MadeCustomer {
  /** What was paid the day before the complaint; null for no purchase. */
  before: bigint | null;
  /** What is paid after it; null for no purchase. */
  after: bigint | null;
  /** Days from the complaint to that purchase: 1 where it is left out. */
  buysAfter?: number;
  /** What a contact the day after the complaint costs; no contact where it is left out. */
  cost?: bigint;
  /** Days since the first purchase, which was of nothing; null where there is none but the one of the day before. */
  tenure: number | null;
  acquisitionChannel?: string;
  answered: boolean;
  /** Days from the complaint to the answer: 0 where it is left out. */
  answeredAfter?: number;
}

export const COMPLAINT = 1_000 * DAY;

/** The question that such customers are made for. */
export const QUESTION: ImpactQuestion = {
  moment: 'complaint',
  kind: null,
  horizon: 90 * DAY,
  landmark: 0,
  unit: 'customer',
  factor: 'answered',
  filter: {},
  reference: 'unanswered',
  from: null,
  to: null,
};

/** The customer's history, a year after the complaint. */
export function madeCustomer(made: MadeCustomer): VisibleHistory {
  let position = 0;
  const purchase = (time: number, amount: bigint) => {
    position += 1;
    const what = { order: String(position), channel: 'web', product: UNKNOWN };
    return { position, time, amount, cost: 0n, ...what, unconverted: null, refunds: [] };
  };
  const { before, after, buysAfter = 1, cost, tenure, acquisitionChannel = UNKNOWN } = made;
  const { answered, answeredAfter = 0 } = made;
  const history = emptyHistory([UNKNOWN, UNKNOWN, UNKNOWN, acquisitionChannel, UNKNOWN]);
  if (tenure !== null) history.purchases.push(purchase(COMPLAINT - tenure * DAY, 0n));
  if (before !== null) history.purchases.push(purchase(COMPLAINT - DAY, before));
  if (after !== null) history.purchases.push(purchase(COMPLAINT + buysAfter * DAY, after));
  const about = { channel: 'social', topic: UNKNOWN, touchpoint: UNKNOWN, product: UNKNOWN };
  const step = (position: number, kind: 'answered' | 'resolved', days: number, amount: bigint | null) => {
    return { position, time: COMPLAINT + days * DAY, kind, amount, unconverted: null };
  };
  const steps = answered ? [step(101, 'answered', answeredAfter, null)] : [];
  history.complaints.push({ position: 100, time: COMPLAINT, id: 'k', ...about, steps });
  if (cost !== undefined) {
    const resolved = [step(103, 'resolved', 1, cost)];
    history.contacts.push({ position: 102, time: COMPLAINT + DAY, id: 'c', ...about, steps: resolved });
  }
  return visibleHistory(history, COMPLAINT + 365 * DAY, new Map());
}
