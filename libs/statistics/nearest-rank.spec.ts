import fc from 'fast-check';
import { nearestRank, nearestRankOfCounts } from './index.js';

describe('nearestRank', () => {
  // The worked example of the nearest-rank method in Wikipedia, "Percentile": ranks 1, 2, 2, 3, 5 of five values
  it.each([
    [0.05, 15],
    [0.3, 20],
    [0.4, 20],
    [0.5, 35],
    [1, 50],
  ])('finds the published %d percentile', (share, value) => {
    expect(nearestRank([15, 20, 35, 40, 50], share)).toBe(value);
  });

  it('is not led astray by floats', () => {
    // 0.55 × 100 and 0.07 × 100 are above 55 and 7 in floats; the ranks are 55 and 7
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(nearestRank(values, 0.55)).toBe(55);
    expect(nearestRank(values, 0.07)).toBe(7);
  });

  it('takes the whole per cents of any number of values', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 2_000 }), (percent, n) => {
        const values = Array.from({ length: n }, (_, index) => index + 1);
        // the smallest rank k with 100·k ≥ percent·n
        const rank = values.find((k) => 100 * k >= percent * n);
        expect(nearestRank(values, percent / 100)).toBe(rank);
      }),
    );
  });

  it('is null without values', () => {
    expect(nearestRank([], 0.5)).toBeNull();
  });

  it.each([0, -0.1, 1.1, Number.NaN])('refuses a share of %d', (share) => {
    expect(() => nearestRank([1], share)).toThrow('share must be above 0 and at most 1, not');
  });
});

describe('nearestRankOfCounts', () => {
  it('counts each value as often as it is there', () => {
    // 3, 3, 3, 8, 9, 9: the median is the 3rd, the 60th percentile the 4th, the 90th the 6th
    const pairs = [
      [3n, 3],
      [5n, 0],
      [8n, 1],
      [9n, 2],
    ] as const;
    expect(nearestRankOfCounts(pairs, 0.5)).toBe(3n);
    expect(nearestRankOfCounts(pairs, 0.6)).toBe(8n);
    expect(nearestRankOfCounts(pairs, 0.9)).toBe(9n);
  });

  it('is what the values written out one by one give', () => {
    const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.constantFrom(0.2, 0.4, 0.5, 0.6, 0.8, 0.9, 1), (some, share) => {
        const sorted = some.sort((a, b) => a - b);
        const pairs = [...new Set(sorted)].map(
          (value) => [value, sorted.filter((other) => other === value).length] as const,
        );
        expect(nearestRankOfCounts(pairs, share)).toBe(nearestRank(sorted, share));
      }),
    );
  });

  it('is null where nothing is counted', () => {
    expect(nearestRankOfCounts([], 0.5)).toBeNull();
    expect(nearestRankOfCounts([[7, 0]], 0.5)).toBeNull();
  });
});
