import { CASE_KEYS, caseKey, dimensionKeys } from './case-cells.js';
import type { KeyColumn, Split, Sums } from './metric.js';

/** What shares of channels are split by: both the channel's figures and the whole they are put against. */
export const WHOLE_DIMENSIONS = ['topic', 'touchpoint', 'product'];

export const CHANNEL_KEYS: readonly KeyColumn[] = [{ name: 'period', type: 'integer' }, ...CASE_KEYS];

/** By channel or family, alone or with one dimension more. */
export const CHANNEL_SPLITS: readonly Split[] = [
  ['channel'],
  ['channelFamily'],
  ['channel', 'channelFamily'],
  ...WHOLE_DIMENSIONS.map((name) => ['channel', name]),
];

/** Rows are of channels, unless `by` folds them into families. */
export function byChannel(by: readonly string[]): readonly string[] {
  return by.includes('channel') || by.includes('channelFamily') ? by : ['channel', ...by];
}

export const CONTACTS = 0;
export const CUSTOMERS = 1;

/** Contacts and the customers who made them, over all channels. */
export const allChannels: Sums = {
  keys: [{ name: 'period', type: 'integer' }, ...dimensionKeys(WHOLE_DIMENSIONS)],
  measures: [
    { name: 'contacts', type: 'count' },
    { name: 'customers', type: 'count' },
  ],
  keptSplits: [[], ...WHOLE_DIMENSIONS.map((name) => [name])],
  contribute: ({ contacts }, { calendar, splits }, cells) => {
    for (const split of splits) {
      const seen = new Set<string>();
      for (const contact of contacts) {
        const key = [calendar.indexOf(contact.time), ...caseKey(contact, split, WHOLE_DIMENSIONS)];
        const cell = cells.cell(key);
        cell.add(CONTACTS, 1, contact.position);
        const name = JSON.stringify(key);
        if (!seen.has(name)) cell.add(CUSTOMERS, 1, contact.position);
        seen.add(name);
      }
    }
  },
};
