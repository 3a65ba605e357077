import { CASE_DIMENSIONS } from '../case-cells.js';
import { allChannels, byChannel, CHANNEL_KEYS, CHANNEL_SPLITS } from '../channel-cells.js';
import type { AnswerColumn, Metric } from '../metric.js';
import { periodInRange } from '../metric-range.js';
import { contribute } from './contribution.js';
import { cellOfSides, SIDE_MEASURES } from './explained.js';
import { AFTER, BEFORE } from './months.js';
import { shiftRows, sidesOf } from './rows.js';

const money = (name: string, description: string): AnswerColumn => ({ name, type: 'money', description });

export const metric: Metric = {
  name: 'channel-shift',
  version: 1,
  title: 'Channel shift',
  description:
    'How the mix of channels changed between two ranges of months, and what that did to the cost of contacts.',
  definition:
    'With total volume N, share s and unit cost c of the channel, 0 before and 1 after: volumeEffect = (N₁ − N₀) s₀ c₀, ' +
    'mixEffect = N₁ (s₁ − s₀) c₀, rateEffect = N₁ s₁ (c₁ − c₀). They add up to costAfter − costBefore: volumeEffect and ' +
    'rateEffect are exact fractions rounded half-even to 4 decimals, mixEffect is the rest. A channel without contacts on ' +
    'one side takes the other side’s unit cost; shares of an empty range are 0. by=channelFamily computes families as ' +
    'channels of their own, and channel then holds the family. A filter by channel or family leaves rows out and changes no ' +
    'share. Months outside [from, to) do not count. Without after: the last six months that are over at asOf; without ' +
    'before: as many, right before those of after.',
  unit: 'contacts; reporting currency',
  source:
    'Price-volume-mix analysis as in Horngren, Datar, Rajan: Cost Accounting, chapter 14 (sales-mix and sales-quantity variances)',
  range: 'periods',
  grain: false,
  eventDimensions: CASE_DIMENSIONS,
  parameters: [AFTER, BEFORE],
  keys: CHANNEL_KEYS,
  measures: [
    { name: 'contacts', type: 'count' },
    { name: 'cost', type: 'money' },
  ],
  keptSplits: CHANNEL_SPLITS,
  splitBy: byChannel,
  columns: [
    {
      name: 'channel',
      type: 'text',
      description: 'Channel of the contacts; with by=channelFamily their family',
    },
    { name: 'shareBefore', type: 'number', description: 'Share of all contacts before' },
    { name: 'shareAfter', type: 'number', description: 'Share of all contacts after' },
    { name: 'shiftPoints', type: 'number', description: '100 × (shareAfter − shareBefore)' },
    { name: 'contactsBefore', type: 'count', description: 'Contacts before' },
    { name: 'contactsAfter', type: 'count', description: 'Contacts after' },
    money('costBefore', 'What they cost before'),
    money('costAfter', 'What they cost after'),
    money('volumeEffect', 'Because there were more or fewer contacts in all'),
    money('mixEffect', 'Because a larger or smaller share of them came by this channel'),
    money('rateEffect', 'Because a contact by this channel cost more or less'),
  ],
  columnsBeforeGroups: 1,
  contribute,
  base: allChannels,
  inRange: ([period], question) =>
    periodInRange(period as number, question) && sidesOf(period as number, question).length > 0,
  rows: shiftRows,
  rowKey: () => [],
  explains: { measures: SIDE_MEASURES, cellIn: cellOfSides },
};
