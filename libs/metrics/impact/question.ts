import { DAY } from '../../calendar/index.js';
import type { SurveyAnswer } from '../../facts/index.js';
import type { Question } from '../metric.js';

export const MOMENTS = ['complaint', 'contact', 'survey'] as const;
export type MomentKind = (typeof MOMENTS)[number];

export const UNITS = ['customer', 'moment'] as const;
export type Unit = (typeof UNITS)[number];

export const SURVEY_KINDS: readonly SurveyAnswer['kind'][] = ['csat', 'nps', 'ces'];

/** What is asked of moments. Times and lengths of time in microseconds. */
export interface ImpactQuestion {
  moment: MomentKind;
  /** Of surveys; null for any. */
  kind: SurveyAnswer['kind'] | null;
  horizon: number;
  landmark: number;
  unit: Unit;
  /** The factor that splits. */
  factor: string;
  filter: Readonly<Record<string, string>>;
  /** The group that others are compared with; null for the largest. */
  reference: string | null;
  /** Moments lie in [from, to). */
  from: number | null;
  to: number | null;
}

/** The question that the metric's parameters ask. */
export function impactQuestion({ own, by, filter, from, to }: Question): ImpactQuestion {
  return {
    moment: own.moment as MomentKind,
    kind: own.kind as ImpactQuestion['kind'],
    horizon: Number(own.horizon) * DAY,
    landmark: Number(own.landmark) * DAY,
    unit: own.unit as Unit,
    factor: by[0],
    filter,
    reference: own.reference,
    from,
    to,
  };
}
