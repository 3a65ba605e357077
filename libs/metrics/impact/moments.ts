import { CUSTOMER_DIMENSIONS, type VisibleHistory } from '../../facts/index.js';
import { groupOf, isKnownAtOnce } from './factors.js';
import type { Behind } from './flows.js';
import { type Outcomes, outcomesOf, withoutRate } from './outcomes.js';
import type { ImpactQuestion } from './question.js';
import { type Start, startsOf } from './starts.js';
import { type Tenure, tenureAt } from './strata.js';

/** A moment of one customer, with all that the answer needs of it. Time in microseconds. */
export interface Moment {
  position: number;
  time: number;
  group: string;
  outcomes: Outcomes;
  tenure: Tenure;
  acquisitionChannel: string;
  /** Of its amounts, what could not be converted. */
  withoutRate: Behind[];
}

export interface MomentsOfOne {
  /** In time order; one at most where customers are the unit. */
  counted: Moment[];
  /** Moments whose horizon is not over. */
  incomplete: number;
}

/**
 * The moments of one customer that a question counts. A filter on what is known as a moment comes (its channel, topic,
 * the customer's scores and dimensions) says which moments there are; one on what became of it (answered, resolved …)
 * leaves out moments after the customer's first has been chosen, so that the choice never looks ahead.
 */
export function momentsOf(history: VisibleHistory, question: ImpactQuestion): MomentsOfOne {
  const { horizon, landmark, unit, factor, filter, from, to } = question;
  const filters = Object.entries(filter);
  const atOnce = filters.filter(([name]) => isKnownAtOnce(name));
  const later = filters.filter(([name]) => !isKnownAtOnce(name));
  const group = (start: Start, name: string) =>
    groupOf(name, start, history, start.time + (landmark === 0 ? horizon : landmark));
  const passes = (start: Start, of: [string, string][]) =>
    of.every(([name, value]) => group(start, name) === value);

  const starts = startsOf(history, question).filter(
    (start) =>
      (from === null || start.time >= from) && (to === null || start.time < to) && passes(start, atOnce),
  );
  const isOver = ({ time }: Start) => time + landmark + horizon <= history.asOf;
  const over = starts.filter(isOver);
  const counted = (unit === 'customer' ? over.slice(0, 1) : over).filter((start) => passes(start, later));
  return {
    counted: counted.map((start) => ({
      position: start.position,
      time: start.time,
      group: group(start, factor),
      outcomes: outcomesOf(history, start, question),
      tenure: tenureAt(start.time, history),
      acquisitionChannel: history.dimensions[ACQUISITION_CHANNEL],
      withoutRate: withoutRate(history, start, question),
    })),
    incomplete: starts.filter((start) => !isOver(start) && passes(start, later)).length,
  };
}

const ACQUISITION_CHANNEL = CUSTOMER_DIMENSIONS.indexOf('acquisitionChannel');
