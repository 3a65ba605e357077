import { churn } from './churn.js';
import { lifecycle } from './lifecycle.js';
import { ltv } from './ltv.js';
import type { PublishedEvent } from './published-event.js';
import { retention } from './retention.js';
import { revenue } from './revenue.js';
import type { Query, Row, Settings } from './settings.js';
import { world } from './world.js';

export type { PublishedEvent } from './published-event.js';
export type { Query, Row, Settings } from './settings.js';

/** Each metric by its name: the rows the API answers. */
const METRICS = { churn, lifecycle, ltv, retention, revenue };

export type PlainCalculation = Record<keyof typeof METRICS, (query: Query) => Row[]>;

/** The metrics that have a plain calculation. */
export const PLAIN_METRICS: readonly string[] = Object.keys(METRICS);

/**
 * The metrics worked out from the whole log at once, slowly and by the letter of the definitions: what the
 * projections must agree with. It shares no code with them.
 * @param events as published, in stored order: of equal source and id the first counts
 */
export function plainCalculation(events: PublishedEvent[], settings: Settings): PlainCalculation {
  const known = world(events, settings);
  return Object.fromEntries(
    Object.entries(METRICS).map(([name, metric]) => [name, (query: Query) => metric(known, query)]),
  ) as PlainCalculation;
}
