import type { RecordedEvent } from '../events/index.js';

/** What the company has configured that shapes facts and figures. */
export interface FactSettings {
  reportingCurrency: string;
  reportingTimeZone: string;
  /** Cost of goods as a share of the amount, a decimal string. */
  defaultCostRate: string;
  /** Into how many partitions customers are hashed: each has a home, and projectors share them. */
  partitions: number;
  /** Finds what an event.voided speaks of. */
  find: (source: string, id: string) => Promise<RecordedEvent | null>;
}
