import { Z95 } from './interval.js';
import { normalTwoSided, student95, studentTwoSided } from './probabilities.js';

describe('the distributions', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: upper critical values of Student's t, 0.975
  it.each([
    [1, 12.706],
    [2, 4.303],
    [9, 2.262],
    [30, 2.042],
    [100, 1.984],
  ])('have the tabled 97.5 %% point for %d degrees of freedom', (degrees, point) => {
    expect(student95(degrees)).toBeCloseTo(point, 3);
    expect(studentTwoSided(point, degrees)).toBeCloseTo(0.05, 4);
  });

  // One and two degrees have closed forms: t = tan(π·0.475), and t = 0.95·√(2 / (1 − 0.95²)) = 0.95·√(2/0.0975).
  it('agree with the closed forms', () => {
    expect(student95(1)).toBeCloseTo(Math.tan(Math.PI * 0.475), 10);
    expect(student95(2)).toBeCloseTo(0.95 * Math.sqrt(2 / 0.0975), 10);
  });

  it('become the normal one as the degrees grow', () => {
    // t ≈ z + (z³ + z) / (4·degrees) (Abramowitz and Stegun 26.7.5)
    for (const degrees of [10_000, 1_000_000, 20_000_000]) {
      expect(student95(degrees)).toBeCloseTo(Z95 + (Z95 ** 3 + Z95) / (4 * degrees), 7);
    }
  });

  it('leave 5 % beyond the 97.5 % point of the normal one', () => {
    expect(normalTwoSided(Z95)).toBeCloseTo(0.05, 15);
    expect(normalTwoSided(-Z95)).toBe(normalTwoSided(Z95));
    expect(normalTwoSided(0)).toBe(1);
  });

  it('keep the far tails apart from 0', () => {
    // 2Φ(−10) = 1.523970604832e-23 (Mills ratio: 2φ(10)/10 · (1 − 1/100 + 3/10⁴ − 15/10⁶ + 105/10⁸ …))
    expect(normalTwoSided(10) / 1.52397e-23).toBeCloseTo(1, 4);
    expect(studentTwoSided(40, 1_000)).toBeGreaterThan(0);
  });
});
