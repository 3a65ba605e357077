import type { SurveyAnswer, VisibleHistory } from '../../facts/index.js';

/**
 * The first csat answer about a contact or complaint.
 * @param position of the event that began it
 * @param by the last instant that counts
 * @param after answers up to this instant do not count
 */
export function firstAbout(
  { answers }: VisibleHistory,
  position: number,
  by: number,
  after = Number.NEGATIVE_INFINITY,
): SurveyAnswer | undefined {
  return answers.find(
    ({ kind, about, time }) => kind === 'csat' && about === position && time > after && time <= by,
  );
}
