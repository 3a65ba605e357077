import type { Mention, SurveyAnswer, VisibleHistory } from '../../facts/index.js';
import { npsClass } from '../survey-scores.js';
import { oncePerHistory } from './once-per-history.js';

/** What a customer has said, by what moments look for; each list in time order. */
export interface Said {
  ofKind: Readonly<Record<SurveyAnswer['kind'], readonly SurveyAnswer[]>>;
  /** The csat answers about a contact or complaint, by the position of the event that began it. */
  csatAbout: ReadonlyMap<number, readonly SurveyAnswer[]>;
  /** Answers of those who promote. */
  promotion: readonly SurveyAnswer[];
  positive: readonly Mention[];
  recommending: readonly Mention[];
}

export const saidIn = oncePerHistory(({ answers, mentions }: VisibleHistory): Said => {
  const ofKind: Record<SurveyAnswer['kind'], SurveyAnswer[]> = { csat: [], nps: [], ces: [] };
  const csatAbout = new Map<number, SurveyAnswer[]>();
  for (const answer of answers) {
    ofKind[answer.kind].push(answer);
    if (answer.kind !== 'csat' || answer.about === null) continue;
    const about = csatAbout.get(answer.about);
    if (about) about.push(answer);
    else csatAbout.set(answer.about, [answer]);
  }
  return {
    ofKind,
    csatAbout,
    promotion: ofKind.nps.filter((answer) => npsClass(answer) === 'promoter'),
    positive: mentions.filter(({ sentiment }) => sentiment === 'positive'),
    recommending: mentions.filter(({ recommends }) => recommends),
  };
});

/**
 * The first csat answer about a contact or complaint.
 * @param position of the event that began it
 * @param by the last instant that counts
 * @param after answers up to this instant do not count
 */
export function firstAbout(
  history: VisibleHistory,
  position: number,
  by: number,
  after = Number.NEGATIVE_INFINITY,
): SurveyAnswer | undefined {
  return saidIn(history)
    .csatAbout.get(position)
    ?.find(({ time }) => time > after && time <= by);
}
