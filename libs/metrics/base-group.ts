import { CUSTOMER_DIMENSIONS } from '../facts/index.js';
import type { Question } from './metric.js';

/**
 * The group of a metric's base that a group of its rows belongs to.
 * @param dimensions event dimensions that the base is split by, beside the customer dimensions
 */
export function baseGroup(
  group: readonly string[],
  { by }: Pick<Question, 'by'>,
  dimensions: readonly string[] = [],
): string[] {
  const has: readonly string[] = [...CUSTOMER_DIMENSIONS, ...dimensions];
  return group.filter((_, i) => has.includes(by[i]));
}
