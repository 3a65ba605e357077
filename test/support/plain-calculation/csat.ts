import type { Query, Row } from './settings.js';
import { surveyRows, Z } from './survey-rows.js';
import type { World } from './world.js';

export function csat(world: World, query: Query): Row[] {
  return surveyRows(world, query, 'csat', (answers) => {
    const n = answers.length;
    const satisfied = answers.filter(({ score, min, max }) => score >= min + 0.75 * (max - min)).length;
    if (n === 0) return { satisfied, score: null, low: null, high: null };
    const share = satisfied / n;
    const middle = share + Z ** 2 / (2 * n);
    const reach = Z * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2));
    const shrink = 1 + Z ** 2 / n;
    return {
      satisfied,
      score: 100 * share,
      low: (100 * (middle - reach)) / shrink,
      high: (100 * (middle + reach)) / shrink,
    };
  });
}
