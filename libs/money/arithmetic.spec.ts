import fc from 'fast-check';
import { multiply, ratio, spread } from './index.js';

const units = fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n });

describe('multiply', () => {
  it.each([
    [100_000n, '1.1', 110_000n],
    [1n, '0.5', 0n], // half a ten-thousandth goes to the even 0
    [3n, '0.5', 2n], // one and a half to the even 2
    [-3n, '0.5', -2n],
    [293_300n, '0.123456789012345678901', 36_210n], // 36209.876…
    [9_999_999_999_999_999_999n, '1', 9_999_999_999_999_999_999n],
    [10_000n, '0', 0n],
  ])('%d × %s is %d', (value, factor, expected) => {
    expect(multiply(value, factor)).toBe(expected);
  });

  it('undoes itself where nothing is rounded', () => {
    fc.assert(fc.property(units, (value) => multiply(multiply(value, '8'), '0.125') === value));
  });

  it('is off by at most half a ten-thousandth', () => {
    fc.assert(
      fc.property(units, fc.bigInt({ min: 0n, max: 10n ** 12n }), (value, millionths) => {
        const text = millionths.toString().padStart(7, '0');
        const product = multiply(value, `${text.slice(0, -6)}.${text.slice(-6)}`);
        const off = value * millionths - product * 1_000_000n;
        const size = off < 0n ? -off : off;
        expect(size < 500_000n || (size === 500_000n && product % 2n === 0n)).toBe(true);
      }),
    );
  });
});

describe('spread', () => {
  it('gives 10.00 over three days 3.3333, 3.3334 and 3.3333', () => {
    // r(3.33333…) = 3.3333, r(6.66666…) = 6.6667, 10
    expect([1, 2, 3].map((day) => spread(100_000n, 3, day))).toEqual([33_333n, 33_334n, 33_333n]);
  });

  it('adds up to the amount, no day off by more than one ten-thousandth', () => {
    fc.assert(
      fc.property(units, fc.integer({ min: 1, max: 400 }), (amount, days) => {
        const parts = Array.from({ length: days }, (_, i) => spread(amount, days, i + 1));
        expect(parts.reduce((a, b) => a + b, 0n)).toBe(amount);
        const even = amount / BigInt(days);
        for (const part of parts) expect(part - even >= -2n && part - even <= 2n).toBe(true);
      }),
    );
  });

  it('takes days together what they take one by one', () => {
    // r(6.66666…) − r(0) = 6.6667; r(10) − r(3.33333…) = 6.6667
    expect(spread(100_000n, 3, 1, 2)).toBe(66_667n);
    expect(spread(100_000n, 3, 2, 3)).toBe(66_667n);
    expect(spread(100_000n, 3, 1, 3)).toBe(100_000n);
    expect(() => spread(100_000n, 3, 2, 4)).toThrow(RangeError);
    expect(() => spread(100_000n, 3, 3, 2)).toThrow(RangeError);
  });

  it.each([0, 4, Number.NaN])('has no day %d of 3', (day) => {
    expect(() => spread(1n, 3, day)).toThrow(RangeError);
  });
});

describe('ratio', () => {
  it('is unrounded, and null over nothing', () => {
    expect(ratio(1n, 3n)).toBe(1 / 3);
    expect(ratio(0n, 5n)).toBe(0);
    expect(ratio(5n, 0n)).toBeNull();
  });
});
