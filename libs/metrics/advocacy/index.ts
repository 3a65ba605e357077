import type { Metric } from '../metric.js';
import { isComplete, periodInRange, rate } from '../metric-range.js';
import { periodNamed } from '../period-named.js';
import { periodRows } from '../period-rows.js';
import { COMPLETE_COLUMN } from '../survey-rows.js';
import { CRITICS, contribute, MENTIONS, PROMOTERS, REACH } from './contribution.js';

export const metric: Metric = {
  name: 'advocacy',
  version: 1,
  title: 'Advocacy',
  description: 'Who writes about the company in public, and whether they speak for it or against it.',
  definition:
    'Promoters are mentions that recommend or are positive; critics are negative and do not recommend. netAdvocacy is ' +
    '100 × (promoters − critics) / mentions, from −100 to 100, unrounded. Rows are always split by authorKind; naming it in ' +
    'by changes nothing, filter[authorKind] leaves its rows. A mention of somebody who is no customer counts like any ' +
    'other, with unknown customer dimensions.',
  unit: 'mentions',
  source:
    'Recommending and negative word of mouth as in Marsden, Samson, Upton: Advocacy Drives Growth, Brand Strategy 198, 2005',
  range: 'periods',
  grain: true,
  eventDimensions: ['network', 'authorKind', 'product'],
  keys: [
    { name: 'period', type: 'integer' },
    { name: 'authorKind', type: 'text' },
    { name: 'network', type: 'text', dimension: true },
    { name: 'product', type: 'text', dimension: true },
  ],
  measures: [
    { name: 'mentions', type: 'count' },
    { name: 'promoters', type: 'count' },
    { name: 'critics', type: 'count' },
    { name: 'reach', type: 'count' },
  ],
  columns: [
    { name: 'period', type: 'period', description: 'Calendar period in the reporting time zone' },
    { name: 'authorKind', type: 'text', description: 'What the author is to the company' },
    { name: 'mentions', type: 'count', description: 'Mentions in the period' },
    { name: 'promoters', type: 'count', description: 'Those that recommend or are positive' },
    { name: 'critics', type: 'count', description: 'Those that are negative and do not recommend' },
    {
      name: 'netAdvocacy',
      type: 'number',
      nullable: true,
      description: '100 × (promoters − critics) / mentions; null without mentions',
    },
    { name: 'reach', type: 'count', description: 'How many people may have seen them, summed over mentions' },
    COMPLETE_COLUMN,
  ],
  columnsBeforeGroups: 2,
  contribute,
  inRange: ([period], question) => periodInRange(period as number, question),
  rows: (cells, question) =>
    periodRows(
      cells,
      question,
      [0, 0, 0, 0],
      () => true,
      (values, period) => {
        const mentions = values[MENTIONS] as number;
        const promoters = values[PROMOTERS] as number;
        const critics = values[CRITICS] as number;
        const balance = rate(promoters - critics, mentions);
        return {
          mentions,
          promoters,
          critics,
          netAdvocacy: balance === null ? null : 100 * balance,
          reach: values[REACH] as number,
          complete: isComplete(period, question),
        };
      },
      ['authorKind'],
    ),
  rowKey: ({ period, authorKind }, { calendar }) => [periodNamed(period, calendar), authorKind],
};
