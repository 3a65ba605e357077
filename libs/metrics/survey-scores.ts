import type { SurveyAnswer } from '../facts/index.js';

/** A score, and the scale it was given on. */
export type Scored = Pick<SurveyAnswer, 'score' | 'min' | 'max'>;

/**
 * Whether a csat answer is satisfied: at or above min + 0.75 × (max − min), which on a scale of five points are the top
 * two.
 */
export function isSatisfied({ score, min, max }: Scored): boolean {
  // Ends of a scale may be any whole numbers that a double holds: their differences are beyond it.
  return 4n * (BigInt(score) - BigInt(min)) >= 3n * (BigInt(max) - BigInt(min));
}

export type NpsClass = 'promoter' | 'passive' | 'detractor';

/** 9–10, 7–8, or less. */
export function npsClass({ score }: Pick<Scored, 'score'>): NpsClass {
  if (score >= 9) return 'promoter';
  return score >= 7 ? 'passive' : 'detractor';
}

/** How far along its scale a ces answer lies, as a reduced fraction: 0 is the least effort, 1 the most. */
export interface Effort {
  part: bigint;
  whole: bigint;
}

export function effortOf({
  score,
  min,
  max,
  higherIsEasier,
}: Scored & Pick<SurveyAnswer, 'higherIsEasier'>): Effort {
  const part = higherIsEasier ? BigInt(max) - BigInt(score) : BigInt(score) - BigInt(min);
  const whole = BigInt(max) - BigInt(min);
  const divisor = greatestCommonDivisor(whole, part);
  return { part: part / divisor, whole: whole / divisor };
}

/** The effort mapped linearly to 1 (very easy) to 7 (very hard). */
export function mappedEffort({ part, whole }: Effort): number {
  return 1 + (6 * Number(part)) / Number(whole);
}

/** Whether the mapped effort is at most 3. */
export function isEasy({ part, whole }: Effort): boolean {
  return 3n * part <= whole;
}

/** Whether the mapped effort is at least 5. */
export function isHard({ part, whole }: Effort): boolean {
  return 3n * part >= 2n * whole;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
