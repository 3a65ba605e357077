import { choice, type OwnParameter, wholeNumber } from '../own-parameter.js';
import { MOMENTS, SURVEY_KINDS, UNITS } from './question.js';

/** What only `impact` is asked. Nothing is kept of it as sums, so all of them shape what customers contribute. */
export const parameters: OwnParameter[] = [
  choice(MOMENTS, {
    name: 'moment',
    description:
      'What customers are looked at after: complaints opened, contacts received, surveys answered.',
    standard: 'complaint',
    shapes: 'contribution',
  }),
  choice(SURVEY_KINDS, {
    name: 'kind',
    description: 'Of surveys: only those of this kind. Left out, all of them. Says nothing of other moments.',
    standard: null,
    shapes: 'contribution',
  }),
  wholeNumber(1, 3650, {
    name: 'horizon',
    description: 'Days of 24 hours in which outcomes are looked for.',
    standard: '90',
    shapes: 'contribution',
  }),
  wholeNumber(0, 3650, {
    name: 'landmark',
    description:
      'Days of 24 hours after the moment: what had happened by then sets the group, and outcomes count from there, ' +
      'which takes away the bias of waiting. With 0, what happened within the horizon sets the group.',
    standard: '0',
    shapes: 'contribution',
  }),
  choice(UNITS, {
    name: 'unit',
    description:
      'Whether each customer’s first moment counts, or every moment. Moments of one customer are not independent: ' +
      'intervals and p-values are null for them.',
    standard: 'customer',
    shapes: 'contribution',
  }),
  {
    name: 'reference',
    description:
      'The group that each other one is compared with. Left out, the largest; of equals the first by name.',
    schema: { type: 'string' },
    standard: null,
    shapes: 'rows',
    check: () => null,
  },
];
