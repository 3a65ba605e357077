import Big from 'big.js';
import { rate, sum } from './exact.js';
import type { Query, Row } from './settings.js';
import { student95 } from './student.js';
import { surveyRows } from './survey-rows.js';
import type { World } from './world.js';

export function ces(world: World, query: Query): Row[] {
  return surveyRows(world, query, 'ces', (answers) => {
    const n = answers.length;
    const mapped = answers.map(({ score, min, max, higherIsEasier }) => {
      const effort = higherIsEasier ? max - score : score - min;
      return Big(6 * effort)
        .div(max - min)
        .plus(1);
    });
    // at a third of the scale 6 · effort / (max − min) is 2 without a rest
    const easyShare = rate(mapped.filter((effort) => effort.lte(3)).length, n);
    if (n === 0) return { mean: null, easyShare, low: null, high: null };
    const mean = sum(mapped).div(n);
    if (n === 1) return { mean: Number(mean), easyShare, low: null, high: null };
    const variance = sum(mapped.map((effort) => effort.minus(mean).pow(2))).div(n - 1);
    const reach = student95(n - 1) * Math.sqrt(Number(variance) / n);
    return {
      mean: Number(mean),
      easyShare,
      low: Math.max(1, Number(mean) - reach),
      high: Math.min(7, Number(mean) + reach),
    };
  });
}
