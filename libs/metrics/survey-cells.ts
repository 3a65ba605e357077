import type { SurveyAnswer, VisibleHistory } from '../facts/index.js';
import type { Cell, CellSink, ContributionQuestion, KeyColumn, MeasureColumn, Split } from './metric.js';

export const SURVEY_DIMENSIONS = ['touchpoint', 'product', 'employee'] as const;

/** The key of every survey metric; one that needs more appends it. */
export const SURVEY_KEYS: readonly KeyColumn[] = [
  { name: 'period', type: 'integer' },
  ...SURVEY_DIMENSIONS.map((name): KeyColumn => ({ name, type: 'text', dimension: true })),
];

/**
 * Sums are kept of the whole and by each dimension alone: employees, products and touchpoints together would be nearly
 * a cell for every answer.
 */
export const SURVEY_SPLITS: readonly Split[] = [[], ...SURVEY_DIMENSIONS.map((name) => [name])];

export const RESPONSES = 0;
/** Invitations sent. */
export const INVITED = 1;
/** Those of them that have an answer. */
export const ANSWERED = 2;

/** Measures that every survey metric begins with. */
export const SURVEY_MEASURES: readonly MeasureColumn[] = [
  { name: 'responses', type: 'count' },
  { name: 'invited', type: 'count' },
  { name: 'answered_invitations', type: 'count' },
];

type Kind = SurveyAnswer['kind'];
type Survey = Pick<SurveyAnswer, 'time' | (typeof SURVEY_DIMENSIONS)[number]>;

/**
 * Adds a person's answers and invitations of one kind of survey, each at its own period and under its own dimensions.
 * @param answered adds to a cell what an answer says; it is counted as a response already
 * @param ownKey what the metric appends to the key, of an answer or, with null, of an invitation
 */
export function contributeSurveys(
  kind: Kind,
  history: VisibleHistory,
  { calendar, splits }: ContributionQuestion,
  cells: CellSink,
  answered: (cell: Cell, answer: SurveyAnswer) => void,
  ownKey: (answer: SurveyAnswer | null) => readonly string[] = () => [],
): void {
  const inCells = (survey: Survey, own: readonly string[], add: (cell: Cell) => void) => {
    const period = calendar.indexOf(survey.time);
    for (const split of splits) {
      const dimensions = SURVEY_DIMENSIONS.map((name) => (split.includes(name) ? survey[name] : null));
      add(cells.cell([period, ...dimensions, ...own]));
    }
  };
  for (const answer of history.answers) {
    if (answer.kind !== kind) continue;
    inCells(answer, ownKey(answer), (cell) => {
      cell.add(RESPONSES, 1, answer.position);
      answered(cell, answer);
    });
  }
  for (const invitation of history.invitations) {
    if (invitation.kind !== kind) continue;
    inCells(invitation, ownKey(null), (cell) => {
      cell.add(INVITED, 1, invitation.position);
      if (invitation.answered !== null) cell.add(ANSWERED, 1, invitation.position);
    });
  }
}
