import { type Case, channelFamily } from '../facts/index.js';
import type { KeyColumn, Split } from './metric.js';

/** What contacts and complaints are split by. A complaint has no touchpoint: it is unknown. */
export const CASE_DIMENSIONS = ['channel', 'channelFamily', 'topic', 'touchpoint', 'product'];

/** The dimension columns of a key whose cells are split by what is known of a contact or complaint. */
export const CASE_KEYS: readonly KeyColumn[] = dimensionKeys(CASE_DIMENSIONS);

export function dimensionKeys(names: readonly string[]): KeyColumn[] {
  return names.map((name) => ({ name, type: 'text', dimension: true }));
}

/** The whole, and by each dimension alone: all combinations would be 32 cells for every case. */
export const SINGLE_SPLITS: readonly Split[] = [[], ...CASE_DIMENSIONS.map((name) => [name])];

/** A case's values of some dimensions; null for those that are not among the split. */
export function caseKey(
  { channel, topic, touchpoint, product }: Case,
  split: Split,
  dimensions: readonly string[] = CASE_DIMENSIONS,
): (string | null)[] {
  const values: Record<string, string> = {
    channel,
    channelFamily: channelFamily(channel),
    topic,
    touchpoint,
    product,
  };
  return dimensions.map((name) => (split.includes(name) ? values[name] : null));
}
