import type { Sample } from '../../statistics/index.js';
import type { AnswerCell } from '../metric.js';
import { RESPONSES } from '../survey-cells.js';
import { type Effort, mappedEffort } from '../survey-scores.js';

/** Where invitations are counted, which have no effort. */
export const INVITATION = 'invitation';

/** How often an effort, mapped to 1–7, was answered. */
export interface EffortCount {
  effort: number;
  count: number;
}

/** An effort as a part of a cell's key: a reduced fraction such as `1/3`. */
export function effortKey({ part, whole }: Effort): string {
  return `${part}/${whole}`;
}

/** Where the effort stands in the plain key of a cell. */
const EFFORT = 1;

/** How often each effort was answered in some cells, the least effort first; whatever order the cells come in. */
export function effortCounts(cells: readonly AnswerCell[]): EffortCount[] {
  return cells
    .filter(({ key }) => key[EFFORT] !== INVITATION)
    .map(({ key, values }) => ({
      effort: readEffort(key[EFFORT] as string),
      count: values[RESPONSES] as number,
    }))
    .sort((a, b) => a.effort - b.effort || a.count - b.count);
}

function readEffort(key: string): number {
  const [part, whole] = key.split('/').map(BigInt);
  return mappedEffort({ part, whole });
}

/**
 * Mean and sample variance of the efforts counted. Two passes in the order of the efforts, so that the same answers
 * make the same figures.
 */
export function effortSample(counts: readonly EffortCount[]): Sample {
  const n = counts.reduce((sum, { count }) => sum + count, 0);
  const mean = counts.reduce((sum, { effort, count }) => sum + count * effort, 0) / n;
  const squares = counts.reduce((sum, { effort, count }) => sum + count * (effort - mean) ** 2, 0);
  return { n, mean, variance: n < 2 ? Number.NaN : squares / (n - 1) };
}
