import { type CellMetric, isCellMetric, type Metric, type Split, type Sums } from '../metrics/index.js';

/** A metric's base as a metric of its own: the sums that only customer dimensions split. */
export function baseOf(metric: CellMetric): CellMetric | null {
  if (!metric.base) return null;
  return {
    ...metric,
    ...metric.base,
    name: `${metric.name}-base`,
    eventDimensions: metric.eventDimensions.filter((name) => isSplitBy(metric.base as Sums, name)),
    keptSplits: metric.base.keptSplits,
    base: undefined,
    values: undefined,
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

/** Whether cells of these sums may be split by a dimension. */
function isSplitBy({ keys }: Sums, dimension: string): boolean {
  return keys.some((key) => key.dimension && key.name === dimension);
}

/** The splits by event dimensions that a metric's sums are kept of: those it names, else every combination. */
export function keptSplits(metric: CellMetric): readonly Split[] {
  if (metric.keptSplits) return metric.keptSplits;
  const splits: Split[] = [[]];
  for (const { name, dimension } of metric.keys) {
    if (dimension) splits.push(...splits.map((split) => [...split, name]));
  }
  return splits;
}
