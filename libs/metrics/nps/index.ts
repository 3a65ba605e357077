import { netPromoterInterval } from '../../statistics/index.js';
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
import { npsClass } from '../survey-scores.js';

const CLASSES = ['promoter', 'passive', 'detractor'] as const;
const PROMOTERS = SURVEY_MEASURES.length;
const PASSIVES = PROMOTERS + 1;
const DETRACTORS = PROMOTERS + 2;

export const metric: Metric = {
  name: 'nps',
  version: 1,
  title: 'Net promoter score (NPS)',
  description: 'Of a hundred who were asked whether they would recommend, promoters less detractors.',
  definition:
    'Promoters answer 9 or 10, passives 7 or 8, detractors less. The score is 100 × (promoters − detractors) / responses, ' +
    'from −100 to 100, unrounded. The interval is the normal one with variance p + d − (p − d)², p and d the shares of ' +
    'promoters and detractors, clamped to −100 and 100. An answer counts at its own period and under its own dimensions, an ' +
    'invitation likewise; the response rate is that of the invitations sent in the period, whenever they were answered.',
  unit: 'score from −100 to 100',
  source: 'Reichheld: The One Number You Need to Grow, Harvard Business Review 81(12), 2003',
  range: 'periods',
  grain: true,
  eventDimensions: SURVEY_DIMENSIONS,
  keys: SURVEY_KEYS,
  keptSplits: SURVEY_SPLITS,
  measures: [
    ...SURVEY_MEASURES,
    { name: 'promoters', type: 'count' },
    { name: 'passives', type: 'count' },
    { name: 'detractors', type: 'count' },
  ],
  columns: [
    ...RESPONSE_COLUMNS,
    { name: 'promoters', type: 'count', description: 'Answers of 9 or 10' },
    { name: 'passives', type: 'count', description: 'Answers of 7 or 8' },
    { name: 'detractors', type: 'count', description: 'Answers of 6 or less' },
    {
      name: 'score',
      type: 'number',
      nullable: true,
      description: '100 × (promoters − detractors) / responses; null without answers',
    },
    ...intervalColumns('normal, of the score, clamped to −100 and 100; null without answers'),
    COMPLETE_COLUMN,
  ],
  columnsBeforeGroups: 1,
  contribute: (history, question, cells) =>
    contributeSurveys('nps', history, question, cells, (cell, answer) => {
      cell.add(PROMOTERS + CLASSES.indexOf(npsClass(answer)), 1, answer.position);
    }),
  inRange: ([period], question) => periodInRange(period as number, question),
  rows: (cells, question) =>
    periodRows(
      cells,
      question,
      [0, 0, 0, 0, 0, 0],
      () => true,
      (values, period) => {
        const responses = values[RESPONSES] as number;
        const promoters = values[PROMOTERS] as number;
        const detractors = values[DETRACTORS] as number;
        const balance = rate(promoters - detractors, responses);
        const interval = netPromoterInterval(promoters, detractors, responses);
        return {
          ...responseFields(values),
          promoters,
          passives: values[PASSIVES] as number,
          detractors,
          score: balance === null ? null : 100 * balance,
          low: interval?.low ?? null,
          high: interval?.high ?? null,
          complete: isComplete(period, question),
        };
      },
    ),
  rowKey: ({ period }, { calendar }) => [periodNamed(period, calendar)],
};
