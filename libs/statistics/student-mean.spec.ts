import { sampleOf, studentMean } from './index.js';

describe('studentMean', () => {
  it("gives the interval of Student's own sleep data", () => {
    // Student 1908, Biometrika 6:1, table on p. 20: difference of the hours gained by ten patients with two drugs, here
    // in tenths. R's documentation of the data (`sleep`, paired t test) has the interval −2.4598858 to −0.7001142.
    const tenths = [-12n, -24n, -13n, -13n, 0n, -10n, -18n, -8n, -46n, -14n];
    const sum = tenths.reduce((total, value) => total + value, 0n); // −158
    const squares = tenths.reduce((total, value) => total + value * value, 0n); // 3858
    const bounds = studentMean(10, sum, squares);
    expect((bounds?.low ?? 0) / 10).toBeCloseTo(-2.4598858, 7);
    expect((bounds?.high ?? 0) / 10).toBeCloseTo(-0.7001142, 7);
  });

  it('agrees with a reckoning by hand', () => {
    // 1 and 3: mean 2, variance 2, error √(2/2) = 1, t with 1 degree = tan(0.475π) = 12.706205
    expect(studentMean(2, 4n, 10n)?.low).toBeCloseTo(2 - 12.706205, 6);
    expect(studentMean(2, 4n, 10n)?.high).toBeCloseTo(2 + 12.706205, 6);
  });

  it('is the mean alone where all values are equal', () => {
    expect(studentMean(3, 15n, 75n)).toEqual({ low: 5, high: 5 });
  });

  it('is null below two values', () => {
    expect(studentMean(0, 0n, 0n)).toBeNull();
    expect(studentMean(1, 5n, 25n)).toBeNull();
    expect(sampleOf(1, 5n, 25n).mean).toBe(5);
  });
});
