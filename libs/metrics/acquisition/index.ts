import type { Metric } from '../metric.js';
import { periodInRange } from '../metric-range.js';
import { choice } from '../own-parameter.js';
import { periodNamed } from '../period-named.js';
import { contribute, contributeCompany } from './contribution.js';
import { ALL_CHANNELS, acquisitionRows } from './rows.js';

export const metric: Metric = {
  name: 'acquisition',
  version: 1,
  title: 'Acquisition',
  description:
    'What was spent to win customers, how many leads and new customers there were, and what one cost.',
  definition:
    'A spend is spread evenly over its days, both ends included; each day that has begun by asOf counts in its own period. ' +
    'A spend has a channel and a campaign, and no other customer dimension is known of it. A lead counts once per customer, ' +
    'at the time and channel of the earliest lead.captured. Acquired are customers at their first purchase, by ' +
    'acquisitionChannel. A channel has a row in every period as soon as it has one of the three in any of them.',
  unit: 'reporting currency; customers',
  source: 'Average acquisition cost as in Farris, Bendle, Pfeifer, Reibstein: Marketing Metrics, chapter 5',
  range: 'periods',
  grain: true,
  eventDimensions: [],
  parameters: [
    choice(['each', ALL_CHANNELS], {
      name: 'channel',
      description: '`all` for one row per period, all channels together.',
      standard: 'each',
      shapes: 'rows',
    }),
  ],
  keys: [
    { name: 'period', type: 'integer' },
    { name: 'channel', type: 'text' },
  ],
  measures: [
    { name: 'spend', type: 'money' },
    { name: 'leads', type: 'count' },
    { name: 'acquired', type: 'count' },
  ],
  columns: [
    { name: 'period', type: 'period', description: 'Calendar period in the reporting time zone' },
    { name: 'channel', type: 'text', description: 'Acquisition channel, or all' },
    { name: 'spend', type: 'money', description: 'Spent on the days of the period' },
    { name: 'leads', type: 'count', description: 'Prospects first captured in the period' },
    { name: 'acquired', type: 'count', description: 'Customers with their first purchase in the period' },
    { name: 'cac', type: 'money', description: 'spend / acquired', nullable: true },
    { name: 'complete', type: 'boolean', description: 'Whether the period was over at asOf' },
  ],
  columnsBeforeGroups: 2,
  contribute,
  contributeCompany,
  companyFacts: ['spends'],
  inRange: ([period], question) => periodInRange(period as number, question),
  rows: acquisitionRows,
  rowKey: ({ period, channel }, { calendar, own }) => {
    if (own.channel !== ALL_CHANNELS) return [periodNamed(period, calendar), channel];
    if (channel !== ALL_CHANNELS) throw new RangeError(`channel is ${ALL_CHANNELS} in this answer`);
    return [periodNamed(period, calendar)];
  },
};
