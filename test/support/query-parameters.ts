import { formatTime } from '../../libs/events/index.js';
import type { Query } from './plain-calculation/index.js';

/** The parameters of a query as they stand in an address. */
export function queryParameters(query: Query, asOf: number | null): Record<string, string> {
  const { from, to, grain, by, filter = {}, window, precision, own } = query;
  return {
    ...(from && { from }),
    ...(to && { to }),
    ...(grain && { grain }),
    ...(by?.length && { by: by.join(',') }),
    ...(window && { window: String(window) }),
    ...(precision && { precision: String(precision) }),
    ...(asOf !== null && { asOf: formatTime(asOf) }),
    ...(own as Record<string, string>),
    ...Object.fromEntries(Object.entries(filter).map(([name, value]) => [`filter[${name}]`, value])),
  };
}
