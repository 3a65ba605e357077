import { createHash } from 'node:crypto';
import type { FactSettings, UnitCosts } from '../facts/index.js';
import type { Metric } from '../metrics/index.js';
import { keptTables } from './kept-tables.js';

/** What the company has configured, in the form the figures need it. */
export interface InsightSettings extends FactSettings {
  unitCosts: UnitCosts;
}

/** Grows with any change of what the tables hold that is not one of a metric or of the settings. */
const FACTS_VERSION = 6;

/** Another text whenever the tables, or what is in them, would be different. */
export function projectionVersion(metrics: Iterable<Metric>, settings: InsightSettings): string {
  const shape = {
    facts: FACTS_VERSION,
    partitions: settings.partitions,
    metrics: [...metrics].map(({ name, version }) => `${name} ${version}`),
    kept: keptTables(metrics).map(({ name, columns }) => [name, columns]),
    settings: [settings.reportingCurrency, settings.reportingTimeZone, settings.defaultCostRate],
    unitCosts: [...settings.unitCosts].map(([channel, cost]) => `${channel} ${cost}`).sort(),
  };
  return `${FACTS_VERSION}-${createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 12)}`;
}
