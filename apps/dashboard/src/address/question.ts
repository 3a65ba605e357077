import type { Params } from '../api/metrics.js';
import type { Address } from './address.js';

/** Of the address, what is asked of a metric: the range, and grain and split where the metric has them. */
export function questionOf(
  params: Address['params'],
  { grain = false, by = false }: { grain?: boolean; by?: boolean } = {},
): Params {
  const names = ['from', 'to', ...(grain ? ['grain'] : []), ...(by ? ['by'] : [])];
  return Object.fromEntries(names.flatMap((name) => (params[name] ? [[name, params[name]]] : [])));
}

export const CUSTOMER_DIMENSIONS = ['segment', 'country', 'generation', 'acquisitionChannel', 'campaign'];
