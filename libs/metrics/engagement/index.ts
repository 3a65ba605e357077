import type { Metric } from '../metric.js';
import { isComplete, periodInRange, rate } from '../metric-range.js';
import { periodNamed } from '../period-named.js';
import { periodRows } from '../period-rows.js';
import { COMPLETE_COLUMN } from '../survey-rows.js';
import { contributeCompany, ENGAGEMENTS, FOLLOWERS, POSTS } from './contribution.js';

export const metric: Metric = {
  name: 'engagement',
  version: 1,
  title: 'Engagement',
  description: 'How much the company’s own posts move those who follow it.',
  definition:
    'A post belongs to the period of its first count, and has the likes, comments, shares, reactions and followers of its ' +
    'latest at or before asOf. The rate is engagements / followers, both summed over posts: a follower counts once for ' +
    'each post, so it can be above 1. Rows are always split by network; naming it in by changes nothing, filter[network] ' +
    'leaves its rows. Posts belong to no customer: customer dimensions are unknown.',
  unit: 'engagements per follower and post',
  source: 'Engagement rate by followers, as in Peters et al.: Social Media Metrics, JIM 27(4), 2013',
  range: 'periods',
  grain: true,
  eventDimensions: ['network'],
  keys: [
    { name: 'period', type: 'integer' },
    { name: 'network', type: 'text' },
  ],
  measures: [
    { name: 'posts', type: 'count' },
    { name: 'engagements', type: 'count' },
    { name: 'followers', type: 'count' },
  ],
  columns: [
    { name: 'period', type: 'period', description: 'Calendar period in the reporting time zone' },
    { name: 'network', type: 'text', description: 'The network of the posts' },
    { name: 'posts', type: 'count', description: 'Posts first counted in the period' },
    { name: 'engagements', type: 'count', description: 'Their likes, comments, shares and reactions' },
    { name: 'followers', type: 'count', description: 'Followers, summed over posts' },
    { name: 'rate', type: 'rate', description: 'engagements / followers' },
    COMPLETE_COLUMN,
  ],
  columnsBeforeGroups: 2,
  contribute: () => undefined,
  contributeCompany,
  companyFacts: ['posts'],
  inRange: ([period], question) => periodInRange(period as number, question),
  rows: (cells, question) =>
    periodRows(
      cells,
      question,
      [0, 0, 0],
      () => true,
      (values, period) => ({
        posts: values[POSTS] as number,
        engagements: values[ENGAGEMENTS] as number,
        followers: values[FOLLOWERS] as number,
        rate: rate(values[ENGAGEMENTS] as number, values[FOLLOWERS] as number),
        complete: isComplete(period, question),
      }),
      ['network'],
    ),
  rowKey: ({ period, network }, { calendar }) => [periodNamed(period, calendar), network],
};
