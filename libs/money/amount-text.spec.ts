import Big from 'big.js';
import fc from 'fast-check';
import { formatAmount, parseAmount, perHead } from './index.js';

const units = fc.bigInt({ min: -(10n ** 21n), max: 10n ** 21n });
const asBig = (value: bigint) => Big(value.toString()).div(10_000);

describe('parseAmount', () => {
  it.each([
    ['29.33', 293_300n],
    ['0', 0n],
    ['0.0001', 1n],
    ['-1.5', -15_000n],
    ['007', 70_000n],
    ['999999999999999.9999', 9_999_999_999_999_999_999n],
  ])('reads %s', (text, expected) => {
    expect(parseAmount(text)).toBe(expected);
  });

  it.each(['', '.5', '5.', '1.23456', '1e3', '+1', ' 1', '1,5', 'NaN', '--1', '١'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseAmount(text)).toThrow(TypeError);
    },
  );

  it('reads what formatAmount writes with 4 places', () => {
    fc.assert(fc.property(units, (value) => parseAmount(formatAmount(value, 4)) === value));
  });
});

describe('formatAmount', () => {
  it.each([
    [610_416_900n, 2, '61041.69'],
    [12_350n, 2, '1.24'], // 1.235: the half goes to the even 1.24
    [12_450n, 2, '1.24'], // 1.245: the half goes to the even 1.24
    [12_451n, 2, '1.25'],
    [-12_350n, 2, '-1.24'],
    [-50n, 2, '0.00'], // -0.005 rounds to nothing
    [5_000n, 0, '0'],
    [15_000n, 0, '2'],
    [1n, 4, '0.0001'],
  ])('%d with %d places is %s', (value, places, expected) => {
    expect(formatAmount(value, places)).toBe(expected);
  });

  it('rounds as big.js does', () => {
    fc.assert(
      fc.property(units, fc.integer({ min: 0, max: 4 }), (value, places) => {
        const rounded = asBig(value).round(places, Big.roundHalfEven);
        expect(formatAmount(value, places)).toBe((rounded.eq(0) ? Big(0) : rounded).toFixed(places));
      }),
    );
  });

  it.each([-1, 5, 1.5])('refuses %d places', (places) => {
    expect(() => formatAmount(1n, places)).toThrow(RangeError);
  });
});

describe('perHead', () => {
  it('divides and rounds once', () => {
    expect(perHead(100_000n, 3, 2)).toBe('3.33');
    expect(perHead(100n, 8, 4)).toBe('0.0012'); // 0.00125: the half goes to the even 0.0012
    expect(perHead(-100_000n, 3n, 2)).toBe('-3.33');
    expect(perHead(1n, 3, 2)).toBe('0.00');
  });

  it('is null for nobody', () => {
    expect(perHead(100_000n, 0, 2)).toBeNull();
  });

  it('is the exact quotient rounded half-even', () => {
    fc.assert(
      fc.property(
        units,
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.constantFrom(2, 4),
        (value, count, places) => {
          // |quotient − answer| is at most half of the last place, and on exactly half the last digit is even
          const answer = parseAmount(perHead(value, count, places) ?? '');
          const step = 10n ** BigInt(4 - places);
          const twiceOff = 2n * (value - answer * BigInt(count));
          const size = twiceOff < 0n ? -twiceOff : twiceOff;
          const half = step * BigInt(count);
          expect(size < half || (size === half && (answer / step) % 2n === 0n)).toBe(true);
        },
      ),
    );
  });
});
