import { clamp, type Interval, Z95 } from './interval.js';

/**
 * The normal interval of a Net Promoter Score: an answer is worth 1, 0 or −1, and with shares p of promoters and d of
 * detractors its variance is p + d − (p − d)². B. Rocks, The American Statistician 70 (2016) 365 (the Wald interval).
 * @returns scores from −100 to 100; null without answers
 */
export function netPromoterInterval(promoters: number, detractors: number, n: number): Interval | null {
  if (n === 0) return null;
  const net = promoters - detractors;
  const score = (100 * net) / n;
  // n²·variance is a whole number, so that it is never below 0 by a rounding.
  const reach = (100 * Z95 * Math.sqrt(((promoters + detractors) * n - net * net) / n)) / n;
  return clamp({ low: score - reach, high: score + reach }, -100, 100);
}
