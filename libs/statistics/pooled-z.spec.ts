import { pooledZ } from './index.js';
import { normalTwoSided } from './probabilities.js';

describe('pooledZ', () => {
  it("is Pearson's chi-square of the Physicians' Health Study", () => {
    // Agresti, Categorical Data Analysis: heart attacks 189 of 11034 with placebo, 104 of 11037 with aspirin, X² = 25.01.
    // By hand X² = N(ad − bc)² / (product of the margins), p = the normal tail beyond its root.
    const [a, b, c, d] = [189, 10_845, 104, 10_933];
    const square = ((a + b + c + d) * (a * d - b * c) ** 2) / ((a + b) * (c + d) * (a + c) * (b + d));
    expect(square).toBeCloseTo(25.01, 2);
    const published = normalTwoSided(Math.sqrt(25.01)); // 5.7e-7
    expect(published).toBeCloseTo(5.7e-7, 8);
    const p = pooledZ(189, 11_034, 104, 11_037) ?? 1;
    expect(p / normalTwoSided(Math.sqrt(square))).toBeCloseTo(1, 9);
    expect(p / published).toBeCloseTo(1, 2);
  });

  it('is what the tables of the normal distribution say', () => {
    // 60/100 and 40/100: pooled 1/2, error √(1/4 · 1/50) = 0.0707107, z = 0.2/0.0707107 = 2.828427 = √8.
    // Two-sided p of z = 2.83 in the tables: 2 × 0.0023 = 0.0047.
    expect(pooledZ(60, 100, 40, 100)).toBeCloseTo(0.0047, 4);
    expect(pooledZ(40, 100, 60, 100)).toBe(pooledZ(60, 100, 40, 100));
  });

  it('is 1 for equal shares', () => {
    expect(pooledZ(3, 10, 6, 20)).toBe(1);
  });

  it('is null where nothing varies or a group is empty', () => {
    expect(pooledZ(0, 10, 0, 20)).toBeNull();
    expect(pooledZ(10, 10, 20, 20)).toBeNull();
    expect(pooledZ(0, 0, 5, 20)).toBeNull();
    expect(pooledZ(5, 20, 0, 0)).toBeNull();
  });
});
