import { acquisition } from './acquisition.js';
import { advocacy } from './advocacy.js';
import { atStake } from './at-stake.js';
import { ces } from './ces.js';
import { channelMix } from './channel-mix.js';
import { channelShift } from './channel-shift.js';
import { churn } from './churn.js';
import { complaints } from './complaints.js';
import { conversion } from './conversion.js';
import { csat } from './csat.js';
import { engagement } from './engagement.js';
import { impact } from './impact.js';
import { lifecycle } from './lifecycle.js';
import { ltv } from './ltv.js';
import { ltvToCac } from './ltv-to-cac.js';
import { nps } from './nps.js';
import type { PublishedEvent } from './published-event.js';
import { retention } from './retention.js';
import { revenue } from './revenue.js';
import { service } from './service.js';
import type { Query, Row, Settings } from './settings.js';
import { subscriptions } from './subscriptions.js';
import { type World, world } from './world.js';

export type { PublishedEvent } from './published-event.js';
export type { Query, Row, Settings } from './settings.js';

/** Each metric by its name: the rows the API answers. */
const METRICS = {
  'at-stake': atStake,
  'channel-mix': channelMix,
  'channel-shift': channelShift,
  'ltv-to-cac': ltvToCac,
  acquisition,
  advocacy,
  ces,
  churn,
  complaints,
  conversion,
  csat,
  engagement,
  impact,
  lifecycle,
  ltv,
  nps,
  retention,
  revenue,
  service,
  subscriptions,
};

export type PlainCalculation = Record<keyof typeof METRICS, (query: Query) => Row[]>;

/** The metrics that have a plain calculation. */
export const PLAIN_METRICS: readonly string[] = Object.keys(METRICS);

/**
 * The metrics worked out from the whole log at once, slowly and by the letter of the definitions: what the
 * projections must agree with. It shares no code with them.
 * @param events as published, in stored order: of equal source and id the first counts
 */
export function plainCalculation(events: PublishedEvent[], settings: Settings): PlainCalculation {
  const known = worldOf(events, settings);
  return Object.fromEntries(
    Object.entries(METRICS).map(([name, metric]) => [name, (query: Query) => metric(known, query)]),
  ) as PlainCalculation;
}

const worlds = new WeakMap<PublishedEvent[], Map<string, World>>();

/** The world of a log at an instant, worked out once for all that is asked of it. */
function worldOf(events: PublishedEvent[], settings: Settings): World {
  const ofLog = worlds.get(events) ?? new Map<string, World>();
  worlds.set(events, ofLog);
  const name = JSON.stringify(settings);
  const known = ofLog.get(name) ?? world(events, settings);
  ofLog.set(name, known);
  return known;
}
