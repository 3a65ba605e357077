import type { Value } from '../../api/metrics.js';
import { type Texts, valueText } from '../../texts/texts.js';
import type { Comparison } from './impact-answer.js';

/** A difference in plain words that claims no more than was shown: where its interval covers zero, it may be none. */
export function differenceText(
  [difference, low, high]: readonly [Value, Value, Value],
  size: (value: number) => string,
  texts: Texts,
): string {
  if (difference === null) return texts.impact.noStrata;
  if (low === null || high === null || (Number(low) <= 0 && Number(high) >= 0)) return texts.impact.covers;
  const shown = size(Math.abs(Number(difference)));
  return Number(difference) > 0 ? texts.impact.more(shown) : texts.impact.less(shown);
}

export function comparisonSentence(
  comparison: Comparison,
  outcome: string,
  size: (value: number) => string,
  texts: Texts,
): string {
  const { group, reference, difference, low, high, adjustedDifference, adjustedLow, adjustedHigh } =
    comparison;
  return texts.impact.sentence(
    valueText(texts, group),
    valueText(texts, reference),
    outcome,
    differenceText([difference, low, high], size, texts),
    differenceText([adjustedDifference, adjustedLow, adjustedHigh], size, texts),
  );
}
