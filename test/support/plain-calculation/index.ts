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

/** The metrics of one log, each answering the rows the API answers. */
export interface PlainCalculation {
  revenue(query: Query): Row[];
  ltv(query: Query): Row[];
  retention(query: Query): Row[];
  lifecycle(query: Query): Row[];
  churn(query: Query): Row[];
}

/**
 * The metrics worked out from the whole log at once, slowly and by the letter of the definitions: what the
 * projections must agree with. It shares no code with them.
 * @param events as published, in stored order: of equal source and id the first counts
 */
export function plainCalculation(events: PublishedEvent[], settings: Settings): PlainCalculation {
  const known = world(events, settings);
  return {
    revenue: (query) => revenue(known, query),
    ltv: (query) => ltv(known, query),
    retention: (query) => retention(known, query),
    lifecycle: (query) => lifecycle(known, query),
    churn: (query) => churn(known, query),
  };
}
