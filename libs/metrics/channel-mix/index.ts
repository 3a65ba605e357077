import { formatAmount } from '../../money/index.js';
import { baseGroup } from '../base-group.js';
import { CASE_DIMENSIONS } from '../case-cells.js';
import { allChannels, byChannel, CHANNEL_KEYS, CHANNEL_SPLITS, WHOLE_DIMENSIONS } from '../channel-cells.js';
import type { Metric } from '../metric.js';
import { isComplete, periodInRange, rate } from '../metric-range.js';
import { periodNamed } from '../period-named.js';
import { periodRows } from '../period-rows.js';
import { CONTACTS, COST, CUSTOMERS, contribute } from './contribution.js';

export const metric: Metric = {
  name: 'channel-mix',
  version: 1,
  title: 'Channel mix',
  description: 'Which channels customers used to get in touch, and what their contacts cost.',
  definition:
    'Rows are split by channel; by=channelFamily folds them, and channel then holds the family. Shares are of all contacts, ' +
    'or of all customers who made contact, in the period and in the other groups of by: a filter by channel or family leaves ' +
    'rows out and changes no share, other filters narrow both. A customer who used two channels counts in both, and once in ' +
    'a family. costToServe is of the contacts: what their resolution names, else the configured unit cost of the channel; no ' +
    'compensation of complaints.',
  unit: 'contacts; reporting currency',
  source:
    'Channel usage shares as in Neslin et al.: Challenges and Opportunities in Multichannel Customer Management, Journal of Service Research 9(2), 2006',
  range: 'periods',
  grain: true,
  eventDimensions: CASE_DIMENSIONS,
  keys: CHANNEL_KEYS,
  measures: [
    { name: 'contacts', type: 'count' },
    { name: 'customers', type: 'count' },
    { name: 'cost_to_serve', type: 'money' },
  ],
  keptSplits: CHANNEL_SPLITS,
  splitBy: byChannel,
  columns: [
    { name: 'period', type: 'period', description: 'Calendar period in the reporting time zone' },
    {
      name: 'channel',
      type: 'text',
      description: 'Channel of the contacts; with by=channelFamily their family',
    },
    { name: 'contacts', type: 'count', description: 'Contacts received in the period' },
    { name: 'share', type: 'rate', description: 'Share of all contacts of the period' },
    { name: 'customers', type: 'count', description: 'Distinct customers who made them' },
    {
      name: 'customerShare',
      type: 'rate',
      description: 'Share of the customers who made contact in the period',
    },
    { name: 'costToServe', type: 'money', description: 'What the contacts cost' },
    { name: 'complete', type: 'boolean', description: 'Whether the period was over at asOf' },
  ],
  columnsBeforeGroups: 2,
  contribute,
  base: allChannels,
  inRange: ([period], question) => periodInRange(period as number, question),
  rows: (cells, question, base) => {
    const wholes = new Map(base.map(({ key, group, values }) => [name(key[0], group), values]));
    const { by } = question;
    return periodRows(
      cells,
      question,
      [0, 0, 0n],
      () => true,
      (values, period, _, group) => {
        const contacts = values[CONTACTS] as number;
        const customers = values[CUSTOMERS] as number;
        const whole = wholes.get(name(period, baseGroup(group, question, WHOLE_DIMENSIONS))) ?? [0, 0];
        return {
          channel: group[by.includes('channel') ? by.indexOf('channel') : by.indexOf('channelFamily')],
          contacts,
          share: rate(contacts, whole[CONTACTS] as number),
          customers,
          customerShare: rate(customers, whole[CUSTOMERS] as number),
          costToServe: formatAmount(values[COST] as bigint, question.precision),
          complete: isComplete(period, question),
        };
      },
    );
  },
  rowKey: ({ period }, { calendar }) => [periodNamed(period, calendar)],
};

function name(period: number | string, group: readonly string[]): string {
  return JSON.stringify([period, group]);
}
