import { newcombe } from './index.js';

describe('newcombe', () => {
  // Newcombe 1998, Statistics in Medicine 17:873, method 10
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('gives the published bounds for %d/%d − %d/%d', (count1, n1, count0, n0, low, high) => {
    const bounds = newcombe(count1, n1, count0, n0);
    expect(bounds?.low).toBeCloseTo(low, 4);
    expect(bounds?.high).toBeCloseTo(high, 4);
  });

  it('turns round with the groups', () => {
    const bounds = newcombe(56, 70, 48, 80);
    expect(newcombe(48, 80, 56, 70)).toEqual({ low: -(bounds?.high ?? 0), high: -(bounds?.low ?? 0) });
  });

  it('is null when a group is empty', () => {
    expect(newcombe(0, 0, 3, 10)).toBeNull();
    expect(newcombe(3, 10, 0, 0)).toBeNull();
  });
});
