import type { Query, Row } from './settings.js';
import { surveyRows, Z } from './survey-rows.js';
import type { World } from './world.js';

export function nps(world: World, query: Query): Row[] {
  return surveyRows(world, query, 'nps', (answers) => {
    const n = answers.length;
    const promoters = answers.filter(({ score }) => score >= 9).length;
    const detractors = answers.filter(({ score }) => score <= 6).length;
    const counts = { promoters, passives: n - promoters - detractors, detractors };
    if (n === 0) return { ...counts, score: null, low: null, high: null };
    const [p, d] = [promoters / n, detractors / n];
    const score = 100 * (p - d);
    const reach = 100 * Z * Math.sqrt(Math.max(0, p + d - (p - d) ** 2) / n);
    return {
      ...counts,
      score,
      low: Math.max(-100, score - reach),
      high: Math.min(100, score + reach),
    };
  });
}
