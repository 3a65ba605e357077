import type { Case, SurveyAnswer, VisibleHistory } from '../../facts/index.js';
import type { ImpactQuestion } from './question.js';

/** Where a moment begins. Time in microseconds. */
export interface Start {
  /** Of the event. */
  position: number;
  time: number;
  /** The contact or complaint; null for surveys. */
  case: Case | null;
  /** The survey that was answered; null for cases. */
  answer: SurveyAnswer | null;
}

/** The moments of a kind in a history, in time order. */
export function startsOf(
  history: VisibleHistory,
  { moment, kind }: Pick<ImpactQuestion, 'moment' | 'kind'>,
): Start[] {
  if (moment === 'survey') {
    return history.answers
      .filter((answer) => kind === null || answer.kind === kind)
      .map((answer) => ({ position: answer.position, time: answer.time, case: null, answer }));
  }
  const cases = moment === 'complaint' ? history.complaints : history.contacts;
  return cases.map((one) => ({ position: one.position, time: one.time, case: one, answer: null }));
}
