import { field, type PublishedData } from './field.js';
import { wholeNumber } from './number.js';

export const SURVEY_KINDS = ['csat', 'nps', 'ces'] as const;
export type SurveyKind = (typeof SURVEY_KINDS)[number];

const DEFAULT_SCALES: Record<SurveyKind, { min: number; max: number }> = {
  csat: { min: 1, max: 5 },
  nps: { min: 0, max: 10 },
  ces: { min: 1, max: 7 },
};

/** A score on the scale that the survey's `kind`, `min` and `max` make. */
export const IsScore = (description: string) =>
  field(
    {
      kind: 'score',
      allowed: 'a whole number on the scale of the survey',
      schema: { type: 'integer' },
      accepts: (value, data) => {
        const score = wholeNumber(value);
        const scale = scaleOf(data);
        return score !== null && (scale === null || (score >= scale.min && score <= scale.max));
      },
      explain: (_value, data) => {
        const scale = scaleOf(data);
        return `must be a whole number${scale === null ? '' : ` from ${scale.min} to ${scale.max}`}`;
      },
      normalise: wholeNumber,
    },
    description,
  );

/** The lowest score of the scale, where it is not the usual one; for nps 0 or 1. */
export const IsScaleMin = (description: string) =>
  field(
    {
      kind: 'scale end',
      allowed: 'a whole number below max (for nps 0 or 1)',
      schema: { type: 'integer' },
      accepts: (value, data) => {
        const min = wholeNumber(value);
        if (min === null) return false;
        if (data.kind === 'nps') return min === 0 || min === 1;
        const max = endOf(data, 'max');
        return max === null || min < max;
      },
      explain: (_value, data) =>
        data.kind === 'nps' ? 'must be 0 or 1 for nps' : 'must be a whole number below max',
      normalise: wholeNumber,
    },
    description,
  );

/** The highest score of the scale, where it is not the usual one; for nps 10. */
export const IsScaleMax = (description: string) =>
  field(
    {
      kind: 'scale end',
      allowed: 'a whole number above min (for nps 10)',
      schema: { type: 'integer' },
      accepts: (value, data) => {
        const max = wholeNumber(value);
        if (max === null) return false;
        if (data.kind === 'nps') return max === 10;
        // With both ends given, min is the one that is told of a scale turned upside down.
        const min = data.min === undefined || data.min === null ? endOf(data, 'min') : null;
        return min === null || max > min;
      },
      explain: (_value, data) =>
        data.kind === 'nps' ? 'must be 10 for nps' : 'must be a whole number above min',
      normalise: wholeNumber,
    },
    description,
  );

/**
 * The scale of a survey: its own `min` and `max`, else what is usual for its kind (csat 1–5, nps 0–10,
 * ces 1–7).
 * @returns null where kind or scale are not valid
 */
export function scaleOf(data: PublishedData): { min: number; max: number } | null {
  const min = endOf(data, 'min');
  const max = endOf(data, 'max');
  if (min === null || max === null || min >= max) return null;
  if (data.kind === 'nps' && (max !== 10 || min < 0 || min > 1)) return null;
  return { min, max };
}

/** One end of the scale as given, else the usual one of the kind; null where neither is valid. */
function endOf(data: PublishedData, end: 'min' | 'max'): number | null {
  const given = data[end];
  if (given !== undefined && given !== null) return wholeNumber(given);
  return SURVEY_KINDS.includes(data.kind as SurveyKind) ? DEFAULT_SCALES[data.kind as SurveyKind][end] : null;
}
