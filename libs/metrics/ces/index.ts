import type { Metric } from '../metric.js';
import { periodInRange } from '../metric-range.js';
import { periodNamed } from '../period-named.js';
import {
  contributeSurveys,
  SURVEY_DIMENSIONS,
  SURVEY_KEYS,
  SURVEY_MEASURES,
  SURVEY_SPLITS,
} from '../survey-cells.js';
import { COMPLETE_COLUMN, intervalColumns, RESPONSE_COLUMNS } from '../survey-rows.js';
import { effortOf, isEasy } from '../survey-scores.js';
import { effortKey, INVITATION } from './efforts.js';
import { cesRows, EASY } from './rows.js';

export const metric: Metric = {
  name: 'ces',
  version: 1,
  title: 'Customer effort score (CES)',
  description:
    'How hard customers found it to get what they wanted: 1 is very easy, 7 very hard, lower is better.',
  definition:
    'A score is mapped linearly from its own scale to 1–7; higherIsEasier turns the scale round. The mean is that of the ' +
    'mapped scores, unrounded; easy are mapped scores of at most 3. The interval is Student’s for the mean with the sample ' +
    'variance, clamped to 1 and 7. An answer counts at its own period and under its own dimensions, an invitation likewise; ' +
    'the response rate is that of the invitations sent in the period, whenever they were answered.',
  unit: 'effort from 1 (very easy) to 7 (very hard)',
  source:
    'Dixon, Freeman, Toman: Stop Trying to Delight Your Customers, Harvard Business Review 88(7/8), 2010',
  range: 'periods',
  grain: true,
  eventDimensions: SURVEY_DIMENSIONS,
  // One cell for each effort: counts of them are exact, sums of mapped scores would not be.
  keys: [...SURVEY_KEYS, { name: 'effort', type: 'text' }],
  keptSplits: SURVEY_SPLITS,
  measures: [...SURVEY_MEASURES, { name: 'easy', type: 'count' }],
  columns: [
    ...RESPONSE_COLUMNS,
    {
      name: 'mean',
      type: 'number',
      nullable: true,
      description: 'Mean of the scores mapped to 1–7; null without answers',
    },
    { name: 'easyShare', type: 'rate', description: 'Share of the answers with a mapped score of at most 3' },
    ...intervalColumns('Student’s, of the mean, clamped to 1 and 7; null below two answers'),
    COMPLETE_COLUMN,
  ],
  columnsBeforeGroups: 1,
  contribute: (history, question, cells) =>
    contributeSurveys(
      'ces',
      history,
      question,
      cells,
      (cell, answer) => {
        if (isEasy(effortOf(answer))) cell.add(EASY, 1, answer.position);
      },
      (answer) => [answer ? effortKey(effortOf(answer)) : INVITATION],
    ),
  inRange: ([period], question) => periodInRange(period as number, question),
  rows: cesRows,
  rowKey: ({ period }, { calendar }) => [periodNamed(period, calendar)],
};
