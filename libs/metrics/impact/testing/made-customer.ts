import { DAY } from '../../../calendar/index.js';
import { emptyHistory, UNKNOWN, type VisibleHistory, visibleHistory } from '../../../facts/index.js';
import type { ImpactQuestion } from '../question.js';

/** A customer with one complaint, at {@link COMPLAINT}. Money in ten-thousandths. */
export interface MadeCustomer {
  /** What was paid the day before the complaint; null for no purchase. */
  before: bigint | null;
  /** What is paid the day after it; null for no purchase. */
  after: bigint | null;
  /** Days since the first purchase, which was of nothing; null where there is none but the one of the day before. */
  tenure: number | null;
  acquisitionChannel?: string;
  answered: boolean;
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
  const { before, after, tenure, answered, acquisitionChannel = UNKNOWN } = made;
  const history = emptyHistory([UNKNOWN, UNKNOWN, UNKNOWN, acquisitionChannel, UNKNOWN]);
  if (tenure !== null) history.purchases.push(purchase(COMPLAINT - tenure * DAY, 0n));
  if (before !== null) history.purchases.push(purchase(COMPLAINT - DAY, before));
  if (after !== null) history.purchases.push(purchase(COMPLAINT + DAY, after));
  history.complaints.push({
    ...{ position: 100, time: COMPLAINT, id: 'k', channel: 'social' },
    ...{ topic: UNKNOWN, touchpoint: UNKNOWN, product: UNKNOWN },
    steps: answered
      ? [{ position: 101, time: COMPLAINT, kind: 'answered', amount: null, unconverted: null }]
      : [],
  });
  return visibleHistory(history, COMPLAINT + 365 * DAY, new Map());
}
