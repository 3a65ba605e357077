import type { AnswerColumn, AnswerRow } from './metric.js';
import { rate } from './metric-range.js';
import { ANSWERED, INVITED, RESPONSES } from './survey-cells.js';

/** Columns that every survey metric begins with. */
export const RESPONSE_COLUMNS: readonly AnswerColumn[] = [
  { name: 'period', type: 'period', description: 'Calendar period in the reporting time zone' },
  { name: 'responses', type: 'count', description: 'Answers in the period' },
  { name: 'invited', type: 'count', description: 'Invitations sent in the period' },
  {
    name: 'responseRate',
    type: 'rate',
    description: 'Share of those invitations that have an answer with the same responseId by asOf',
  },
];

export const COMPLETE_COLUMN: AnswerColumn = {
  name: 'complete',
  type: 'boolean',
  description: 'Whether the period was over at asOf',
};

/** Columns of a 95 % interval. */
export function intervalColumns(of: string): AnswerColumn[] {
  return [
    { name: 'low', type: 'number', nullable: true, description: `Lower end of the 95 % interval: ${of}` },
    { name: 'high', type: 'number', nullable: true, description: 'Upper end of it' },
  ];
}

/** What a row says of answers and invitations. */
export function responseFields(values: readonly (number | bigint)[]): AnswerRow {
  const invited = values[INVITED] as number;
  return {
    responses: values[RESPONSES] as number,
    invited,
    responseRate: rate(values[ANSWERED] as number, invited),
  };
}
