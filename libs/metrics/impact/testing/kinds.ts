import type { MadeCustomer } from './made-customer.js';
import { units } from './units.js';

/**
 * What customers of a generated world are alike in: eight kinds, equally likely. What was spent before takes two values,
 * far enough from a fifth or two of all that bands keep the rich apart from the poor in every world: strata are kinds.
 */
export interface Kind {
  rich: boolean;
  old: boolean;
  search: boolean;
}

export function drawKind(fraction: () => number): Kind {
  return { rich: fraction() < 0.5, old: fraction() < 0.5, search: fraction() < 0.5 };
}

/** What of a customer shows the kind. */
export function backgroundOf({ rich, old, search }: Kind) {
  return {
    before: units(rich ? 200 : 20),
    tenure: old ? 500 : 30,
    acquisitionChannel: search ? 'search' : 'referral',
  } satisfies Partial<MadeCustomer>;
}
