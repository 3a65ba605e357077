import type { Calendar } from '../calendar/index.js';

/** A parameter that one metric has and others have not. */
export interface OwnParameter {
  name: string;
  description: string;
  /** JSON Schema of the value. */
  schema: Readonly<Record<string, unknown>>;
  /** Its value when it is left out; null when the metric chooses one by what there is. */
  standard: string | null;
  /** Its value when it is left out and only the instant of the question can say: by asOf and the other parameters. */
  standardAt?(question: {
    calendar: Calendar;
    asOf: number;
    own: Readonly<Record<string, string | null>>;
  }): string;
  /** The value by which an answer leaves out fewest rows, where it is not the standard one. */
  whole?: string;
  /** Whether it shapes what a customer contributes, or only the rows that are made of the sums. */
  shapes: 'contribution' | 'rows';
  /** Null when the value is allowed, else what is. */
  check(value: string): string | null;
}

type Description = Pick<OwnParameter, 'name' | 'description' | 'standard' | 'whole' | 'shapes'>;

/** One of some words. */
export function choice(values: readonly string[], description: Description): OwnParameter {
  return {
    ...description,
    schema: { type: 'string', enum: [...values], ...standardOf(description) },
    check: (value) => (values.includes(value) ? null : `must be one of ${values.join(', ')}`),
  };
}

/** A whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number, description: Description): OwnParameter {
  return {
    ...description,
    schema: { type: 'integer', minimum: least, maximum: most, ...standardOf(description, Number) },
    check: (value) =>
      /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most
        ? null
        : `must be a whole number from ${least} to ${most}`,
  };
}

function standardOf({ standard }: Description, as: (text: string) => string | number = String) {
  return standard === null ? {} : { default: as(standard) };
}
