import { type Sample, sampleOf, welch } from './index.js';

const sampleOfValues = (values: readonly bigint[]): Sample =>
  sampleOf(
    values.length,
    values.reduce((sum, value) => sum + value, 0n),
    values.reduce((sum, value) => sum + value * value, 0n),
  );

describe('welch', () => {
  // Student 1908, Biometrika 6:1: hours of sleep gained with two drugs, in tenths. R's documentation of the data (`sleep`,
  // t.test(extra ~ group)): t = −1.8608, 17.776 degrees, p = 0.07939, interval −3.3654832 to 0.2054832.
  const first = sampleOfValues([7n, -16n, -2n, -12n, -1n, 34n, 37n, 8n, 0n, 20n]);
  const second = sampleOfValues([19n, 8n, 11n, 1n, -1n, 44n, 55n, 16n, 46n, 34n]);

  it("gives the published figures of Student's sleep data", () => {
    const answer = welch(first, second);
    expect((answer?.low ?? 0) / 10).toBeCloseTo(-3.3654832, 7);
    expect((answer?.high ?? 0) / 10).toBeCloseTo(0.2054832, 7);
    expect(answer?.pValue).toBeCloseTo(0.07939, 5);
  });

  it('turns round with the samples', () => {
    const answer = welch(first, second);
    const turned = welch(second, first);
    expect(turned?.low).toBeCloseTo(-(answer?.high ?? 0), 10);
    expect(turned?.pValue).toBeCloseTo(answer?.pValue ?? 0, 12);
  });

  it('is Student with equal sizes and variances', () => {
    // n 2 each, variance 1 each: error √(1/2 + 1/2) = 1, degrees 1 / (1/4 + 1/4) = 2, t = 0.95·√(2/0.0975) = 4.302653.
    // p of t = 1 with 2 degrees: 1 − 1/√(1 + 2) = 0.422650
    const answer = welch({ n: 2, mean: 3, variance: 1 }, { n: 2, mean: 2, variance: 1 });
    expect(answer?.low).toBeCloseTo(1 - 4.302653, 6);
    expect(answer?.high).toBeCloseTo(1 + 4.302653, 6);
    expect(answer?.pValue).toBeCloseTo(0.42265, 6);
  });

  it('takes variances as large as money makes them', () => {
    const answer = welch({ n: 2, mean: 3e200, variance: 1e300 }, { n: 2, mean: 0, variance: 1e300 });
    expect(answer?.low).toBeGreaterThan(2.9e200);
    expect(answer?.pValue).toBeCloseTo(0, 12);
  });

  it('goes by the only sample that varies', () => {
    // error √(2/2) = 1 with 1 degree of freedom
    const answer = welch({ n: 2, mean: 2, variance: 2 }, { n: 5, mean: 0, variance: 0 });
    expect(answer?.low).toBeCloseTo(2 - 12.706205, 6);
  });

  it('has no p-value where nothing varies', () => {
    const answer = welch({ n: 3, mean: 5, variance: 0 }, { n: 4, mean: 2, variance: 0 });
    expect(answer).toEqual({ low: 3, high: 3, pValue: null });
  });

  it('is null below two values on either side', () => {
    expect(welch(sampleOf(1, 5n, 25n), first)).toBeNull();
    expect(welch(first, sampleOf(0, 0n, 0n))).toBeNull();
  });
});
