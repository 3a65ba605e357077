import { type CellMetric, isCellMetric, type Metric } from '../metrics/index.js';

/** A metric's base as a metric of its own: the sums that only customer dimensions split. */
export function baseOf(metric: CellMetric): CellMetric | null {
  if (!metric.base) return null;
  return {
    ...metric,
    ...metric.base,
    name: `${metric.name}-base`,
    eventDimensions: [],
    base: undefined,
    contributeCompany: undefined,
  };
}

/** Everything that sums are kept of: each metric made of sums, and its base. */
export function summedParts(metrics: Iterable<Metric>): CellMetric[] {
  return [...metrics].filter(isCellMetric).flatMap((metric) => {
    const base = baseOf(metric);
    return base ? [metric, base] : [metric];
  });
}
