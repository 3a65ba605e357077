import fc from 'fast-check';
import { sampleOf, shareSample } from './index.js';

const sampleOfValues = (values: readonly bigint[]) =>
  sampleOf(
    values.length,
    values.reduce((sum, value) => sum + value, 0n),
    values.reduce((sum, value) => sum + value * value, 0n),
  );

describe('sampleOf', () => {
  it('has the mean and the variance with n − 1', () => {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 40/8 = 5, squares of the deviations 9+1+1+1+0+0+4+16 = 32, 32/7
    expect(sampleOfValues([2n, 4n, 4n, 4n, 5n, 5n, 7n, 9n])).toEqual({ n: 8, mean: 5, variance: 32 / 7 });
  });

  it('loses nothing where large values lie close together', () => {
    // 10^18 + 1, 2, 3: the variance is 1; in floats all three values would be the same
    const base = 10n ** 18n;
    expect(sampleOfValues([base + 1n, base + 2n, base + 3n]).variance).toBe(1);
  });

  it('does not depend on the order of the values', () => {
    const values = fc.array(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), {
      minLength: 2,
      maxLength: 20,
    });
    fc.assert(
      fc.property(values, (some) => {
        const sorted = [...some].sort((a, b) => (a < b ? -1 : 1));
        expect(sampleOfValues(sorted)).toEqual(sampleOfValues(some));
        expect(sampleOfValues(some).variance).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('has no variance below two values and no mean without any', () => {
    expect(sampleOf(1, 7n, 49n)).toEqual({ n: 1, mean: 7, variance: Number.NaN });
    expect(sampleOf(0, 0n, 0n)).toEqual({ n: 0, mean: Number.NaN, variance: Number.NaN });
  });
});

describe('shareSample', () => {
  it('is the sample of ones and noughts', () => {
    // 1, 1, 1, 0: mean 3/4, deviations 3 × 1/16 + 9/16 = 3/4, over 3: 1/4
    expect(shareSample(3, 4)).toEqual({ n: 4, mean: 0.75, variance: 0.25 });
  });
});
