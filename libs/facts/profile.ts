import { compareEvents, type Ordered } from './order.js';

/** What one customer.registered said; absent fields are null. */
export interface RegistrationFact extends Ordered {
  segment: string | null;
  country: string | null;
  generation: string | null;
}

/** One customer.acquired or lead.captured. */
export interface OriginFact extends Ordered {
  kind: 'acquired' | 'lead';
  channel: string;
  campaign: string | null;
}

export const CUSTOMER_DIMENSIONS = [
  'segment',
  'country',
  'generation',
  'acquisitionChannel',
  'campaign',
] as const;
export type CustomerDimension = (typeof CUSTOMER_DIMENSIONS)[number];

/** A person's values of {@link CUSTOMER_DIMENSIONS}, in that order. */
export type Dimensions = readonly [string, string, string, string, string];

export const UNKNOWN = 'unknown';

/** Born after 1981, or older. */
export function generationOf(birthYear: number): string {
  return birthYear > 1981 ? 'born-after-1981' : 'older';
}

/**
 * The latest by time wins, field by field; channel and campaign are those of the earliest acquisition, else of the
 * earliest lead.
 */
export function dimensionsOf(
  registrations: readonly RegistrationFact[],
  origins: readonly OriginFact[],
): Dimensions {
  let segment = UNKNOWN;
  let country = UNKNOWN;
  let generation = UNKNOWN;
  for (const registration of [...registrations].sort(compareEvents)) {
    segment = registration.segment ?? segment;
    country = registration.country ?? country;
    generation = registration.generation ?? generation;
  }
  const [origin] = [...origins].sort(
    (a, b) => (a.kind === b.kind ? 0 : a.kind === 'acquired' ? -1 : 1) || compareEvents(a, b),
  );
  return [segment, country, generation, origin?.channel ?? UNKNOWN, origin?.campaign ?? UNKNOWN];
}
