import fc from 'fast-check';
import { adjustedDifference, type Stratum, sampleOf, shareSample } from './index.js';

/** Charig et al., BMJ 292 (1986) 879: kidney stones removed by open surgery (1) and by a small incision (0). */
const smallStones: Stratum = { sample1: shareSample(81, 87), sample0: shareSample(234, 270) };
const largeStones: Stratum = { sample1: shareSample(192, 263), sample0: shareSample(55, 80) };

describe('adjustedDifference', () => {
  it("settles the kidney stones of Simpson's paradox", () => {
    // Julious and Mullee, BMJ 309 (1994) 1480: of all stones 273/350 = 78 % and 289/350 = 83 %, and yet open surgery is
    // ahead for small and for large ones. Peters, Janzing and Schölkopf, Elements of Causal Inference (2017),
    // chapter 6, adjust for the size: 357/700·81/87 + 343/700·192/263 = 0.832 for open surgery, and by the same weights
    // 357/700·234/270 + 343/700·55/80 = 0.442 + 0.336875 = 0.778875 for the other.
    // p(1−p)/(n−1): 0.000746620, 0.000429575; 0.000752223, 0.002719541
    // variance 0.51²·0.001176195 + 0.49²·0.003471764 = 0.001139499, error 0.0337565, 1.959964 × that = 0.0661616
    const answer = adjustedDifference([smallStones, largeStones]);
    expect(answer.difference).toBeCloseTo(0.832546 - 0.778875, 6);
    expect(answer.low).toBeCloseTo(0.053671 - 0.0661616, 5);
    expect(answer.high).toBeCloseTo(0.053671 + 0.0661616, 5);
    expect(answer).toMatchObject({ strata: 2, unmatchedShare: 0 });
  });

  it('leaves out strata with fewer than two of a group', () => {
    // 4 + 4 customers matched, 1 + 9 and 0 + 2 not: 12 of 20
    const matched: Stratum = { sample1: sampleOf(4, 40n, 408n), sample0: sampleOf(4, 20n, 102n) };
    const answer = adjustedDifference([
      { sample1: sampleOf(1, 900n, 810_000n), sample0: sampleOf(9, 9n, 9n) },
      matched,
      { sample1: sampleOf(0, 0n, 0n), sample0: sampleOf(2, 5n, 13n) },
    ]);
    // means 10 and 5; variances (408 − 400)/3 = 8/3 and (102 − 100)/3 = 2/3; error² = 2/3 + 1/6 = 5/6
    expect(answer.difference).toBe(5);
    expect(answer.low).toBeCloseTo(5 - 1.959964 * Math.sqrt(5 / 6), 6);
    expect(answer.high).toBeCloseTo(5 + 1.959964 * Math.sqrt(5 / 6), 6);
    expect(answer).toMatchObject({ strata: 1, unmatchedShare: 0.6 });
  });

  it('has no difference where the groups never meet', () => {
    const apart: Stratum = { sample1: sampleOf(3, 9n, 29n), sample0: sampleOf(0, 0n, 0n) };
    expect(adjustedDifference([apart])).toEqual({
      difference: null,
      low: null,
      high: null,
      strata: 0,
      unmatchedShare: 1,
    });
    expect(adjustedDifference([])).toMatchObject({ difference: null, strata: 0, unmatchedShare: null });
  });

  it('is the same to the last digit in any order of the strata', () => {
    const sample = fc
      .array(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), { minLength: 2, maxLength: 5 })
      .map((values) =>
        sampleOf(
          values.length,
          values.reduce((sum, value) => sum + value, 0n),
          values.reduce((sum, value) => sum + value * value, 0n),
        ),
      );
    const strata = fc.array(fc.record({ sample1: sample, sample0: sample }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(
        strata.chain((some) =>
          fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
        ),
        ([some, shuffled]) => {
          expect(adjustedDifference(shuffled)).toEqual(adjustedDifference(some));
        },
      ),
    );
  });
});
