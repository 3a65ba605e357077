/** A difference of shares is a number, one of money a decimal text. */
const DIFFERENCE = { type: ['number', 'string', 'null'] };

/** JSON Schema of a comparison of two groups. */
export const COMPARISON = {
  type: 'object',
  description:
    'How a group differs from the reference in an outcome, group − reference: the raw difference with its 95 % interval ' +
    'and p-value, and the adjusted one over strata that hold at least two customers of each.',
  properties: {
    outcome: { type: 'string' },
    group: { type: 'string' },
    reference: { type: 'string' },
    difference: DIFFERENCE,
    low: DIFFERENCE,
    high: DIFFERENCE,
    pValue: { type: ['number', 'null'], minimum: 0, maximum: 1 },
    adjustedDifference: DIFFERENCE,
    adjustedLow: DIFFERENCE,
    adjustedHigh: DIFFERENCE,
    strata: { type: 'integer', minimum: 0, description: 'How many strata the adjusted difference is of.' },
    unmatchedShare: {
      type: ['number', 'null'],
      description: 'Of both groups’ customers, the share outside these strata.',
    },
  },
};

/** JSON Schemas of what every answer with adjusted differences says. */
export const BESIDE = {
  incomplete: {
    type: 'integer',
    minimum: 0,
    description: 'Moments left out because their landmark and horizon are not over.',
  },
  landmark: { type: 'integer', minimum: 0, description: 'The landmark that was used, in days.' },
  groupsSetBy: { type: 'string', description: 'In words, what sets the group of a moment.' },
  note: { type: 'string', description: 'In words, what an adjusted difference is not.' },
};
