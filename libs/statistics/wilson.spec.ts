import { wilson } from './index.js';

describe('wilson', () => {
  // Newcombe 1998, Statistics in Medicine 17:857, method 3
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('gives the published bounds for %d of %d', (count, n, low, high) => {
    const bounds = wilson(count, n);
    expect(bounds?.low).toBeCloseTo(low, 4);
    expect(bounds?.high).toBeCloseTo(high, 4);
  });

  it('ends exactly where the scale ends', () => {
    for (const n of [1, 3, 7, 10, 29, 1_000_003]) {
      expect(wilson(0, n)?.low).toBe(0);
      expect(wilson(n, n)?.high).toBe(1);
    }
  });

  it('is the same from the other side', () => {
    const some = wilson(81, 263);
    const others = wilson(263 - 81, 263);
    expect(others?.low).toBeCloseTo(1 - (some?.high ?? 0), 14);
    expect(others?.high).toBeCloseTo(1 - (some?.low ?? 0), 14);
  });

  it('is null for nobody', () => {
    expect(wilson(0, 0)).toBeNull();
  });
});
