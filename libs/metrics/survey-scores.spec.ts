import { effortOf, isEasy, isHard, isSatisfied, mappedEffort, npsClass } from './survey-scores.js';

describe('isSatisfied', () => {
  test.each([
    // 1 + 0.75 × 4 = 4
    [3, 1, 5, false],
    [4, 1, 5, true],
    // 1 + 0.75 × 6 = 5.5
    [5, 1, 7, false],
    [6, 1, 7, true],
    // 0 + 0.75 × 10 = 7.5
    [7, 0, 10, false],
    [8, 0, 10, true],
    // −2 + 0.75 × 4 = 1
    [0, -2, 2, false],
    [1, -2, 2, true],
    // 0 + 0.75 × 1
    [0, 0, 1, false],
    [1, 0, 1, true],
    // half of 9007199254740989 is 4503599627370494.5; doubles cannot tell how far 494 and 495 lie from the bottom
    [4503599627370494, -9007199254740989, 9007199254740989, false],
    [4503599627370495, -9007199254740989, 9007199254740989, true],
  ])('%d of %d to %d: %s', (score, min, max, satisfied) => {
    expect(isSatisfied({ score, min, max })).toBe(satisfied);
  });
});

test('nps has promoters from 9, passives from 7', () => {
  expect([0, 6, 7, 8, 9, 10].map((score) => npsClass({ score }))).toEqual([
    'detractor',
    'detractor',
    'passive',
    'passive',
    'promoter',
    'promoter',
  ]);
});

describe('effort', () => {
  test.each([
    [1, 1, 7, false, 1],
    [4, 1, 7, false, 4],
    [7, 1, 7, false, 7],
    [7, 1, 7, true, 1],
    // 1 + 6 × (4 − 1) / 4
    [4, 1, 5, false, 5.5],
    // 1 + 6 × (5 − 4) / 4
    [4, 1, 5, true, 2.5],
    [50, 0, 100, true, 4],
  ])('%d of %d to %d, higherIsEasier %s, is %d', (score, min, max, higherIsEasier, mapped) => {
    expect(mappedEffort(effortOf({ score, min, max, higherIsEasier }))).toBe(mapped);
  });

  test('is a reduced fraction, so that equal efforts of different scales are one', () => {
    const half = effortOf({ score: 4, min: 1, max: 7, higherIsEasier: false });
    expect(half).toEqual({ part: 1n, whole: 2n });
    expect(effortOf({ score: 50, min: 0, max: 100, higherIsEasier: true })).toEqual(half);
    expect(effortOf({ score: 0, min: 0, max: 100, higherIsEasier: false })).toEqual({ part: 0n, whole: 1n });
  });

  test('is easy up to a third of the scale, hard from two thirds on', () => {
    const of = (score: number, max: number) => effortOf({ score, min: 0, max, higherIsEasier: false });
    // mapped: 1, 3, 5, 7
    expect([0, 1, 2, 3].map((score) => isEasy(of(score, 3)))).toEqual([true, true, false, false]);
    expect([0, 1, 2, 3].map((score) => isHard(of(score, 3)))).toEqual([false, false, true, true]);
    // 33 and 34 of 100: 2.98 and 3.04; 66 and 67: 4.96 and 5.02
    expect([isEasy(of(33, 100)), isEasy(of(34, 100))]).toEqual([true, false]);
    expect([isHard(of(66, 100)), isHard(of(67, 100))]).toEqual([false, true]);
  });
});
