import { formatFraction } from './index.js';

describe('formatFraction', () => {
  it.each([
    [12_345.678, 4, '1.2346'], // 1.2345678
    [12_350, 2, '1.24'], // 1.235: the half goes to the even 1.24
    [12_450, 2, '1.24'], // 1.245 likewise
    [12_449.999, 2, '1.24'],
    [12_450.001, 2, '1.25'], // rounded once: by way of 1.2450 it would be 1.24
    [-49.9, 2, '0.00'],
    [-1_274_773.1, 2, '-127.48'],
    [0.00001, 4, '0.0000'],
    [1e21, 0, '100000000000000000'],
  ])('%d ten-thousandths with %d places are %s', (units, places, expected) => {
    expect(formatFraction(units, places)).toBe(expected);
  });
});
