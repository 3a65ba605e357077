import { wilson } from '../../statistics/index.js';
import type { Metric } from '../metric.js';
import { isComplete, periodInRange, rate } from '../metric-range.js';
import { periodNamed } from '../period-named.js';
import { periodRows } from '../period-rows.js';
import {
  contributeSurveys,
  RESPONSES,
  SURVEY_DIMENSIONS,
  SURVEY_KEYS,
  SURVEY_MEASURES,
  SURVEY_SPLITS,
} from '../survey-cells.js';
import { COMPLETE_COLUMN, intervalColumns, RESPONSE_COLUMNS, responseFields } from '../survey-rows.js';
import { isSatisfied } from '../survey-scores.js';

const SATISFIED = SURVEY_MEASURES.length;

export const metric: Metric = {
  name: 'csat',
  version: 1,
  title: 'Customer satisfaction (CSAT)',
  description: 'Of the answers to satisfaction surveys, how many of a hundred are satisfied.',
  definition:
    'Satisfied are the top two points of a scale of five, 4 and 5 of 1–5; on other scales the answers at or above ' +
    'min + 0.75 × (max − min). The score is 100 × satisfied / responses, from 0 to 100, unrounded. The interval is ' +
    'Wilson’s for a share. An answer counts at its own period and under its own dimensions, an invitation likewise; the ' +
    'response rate is that of the invitations sent in the period, whenever they were answered.',
  unit: 'score from 0 to 100',
  source:
    'Top-two-box CSAT as in Farris, Bendle, Pfeifer, Reibstein: Marketing Metrics, chapter 2; interval: Wilson, JASA 22(158), 1927',
  range: 'periods',
  grain: true,
  eventDimensions: SURVEY_DIMENSIONS,
  keys: SURVEY_KEYS,
  keptSplits: SURVEY_SPLITS,
  measures: [...SURVEY_MEASURES, { name: 'satisfied', type: 'count' }],
  columns: [
    ...RESPONSE_COLUMNS,
    { name: 'satisfied', type: 'count', description: 'Answers in the top two points of the scale' },
    {
      name: 'score',
      type: 'number',
      nullable: true,
      description: '100 × satisfied / responses; null without answers',
    },
    ...intervalColumns('Wilson’s, of the score; null without answers'),
    COMPLETE_COLUMN,
  ],
  columnsBeforeGroups: 1,
  contribute: (history, question, cells) =>
    contributeSurveys('csat', history, question, cells, (cell, answer) => {
      if (isSatisfied(answer)) cell.add(SATISFIED, 1, answer.position);
    }),
  inRange: ([period], question) => periodInRange(period as number, question),
  rows: (cells, question) =>
    periodRows(
      cells,
      question,
      [0, 0, 0, 0],
      () => true,
      (values, period) => {
        const responses = values[RESPONSES] as number;
        const satisfied = values[SATISFIED] as number;
        const share = rate(satisfied, responses);
        const interval = wilson(satisfied, responses);
        return {
          ...responseFields(values),
          satisfied,
          score: share === null ? null : 100 * share,
          low: interval && 100 * interval.low,
          high: interval && 100 * interval.high,
          complete: isComplete(period, question),
        };
      },
    ),
  rowKey: ({ period }, { calendar }) => [periodNamed(period, calendar)],
};
