import { CASE_DIMENSIONS, CASE_KEYS, SINGLE_SPLITS } from '../case-cells.js';
import type { AnswerColumn, Metric } from '../metric.js';
import { periodInRange } from '../metric-range.js';
import { choice } from '../own-parameter.js';
import { periodNamed } from '../period-named.js';
import { contribute, times } from './contribution.js';
import { serviceRows } from './rows.js';

const share = (name: string, of: string): AnswerColumn => ({ name, type: 'rate', description: of });
const time = (name: string, description: string): AnswerColumn => ({
  name,
  type: 'number',
  nullable: true,
  description: `${description}, by nearest rank; null of none`,
});

export const metric: Metric = {
  name: 'service',
  version: 1,
  title: 'Service',
  description:
    'How soon and how well contacts or complaints were answered and resolved, at the period they were opened in.',
  definition:
    'The answer is the first one; a resolution without an answer counts as the answer. One that is dated before its contact ' +
    'took no time. The resolution that counts is the first after the last reopening. within… are shares of opened, at or under ' +
    'the limit. Percentiles are by nearest rank: the value at the rank share × count, rounded up. First-contact resolution: ' +
    'of the contacts resolved at least 7 days before asOf, the share without a transfer and without a further contact of the ' +
    'same customer on the same topic in the 7 days after the resolution; two without a topic have the same. It and ' +
    'transfersPerContact are null of complaints. A case counts as reopened once, however often it was, and not when it was ' +
    'only reopened while it was not resolved.',
  unit: 'contacts or complaints',
  source:
    'First-contact resolution and service level as in Cleveland: Call Center Management on Fast Forward',
  range: 'periods',
  grain: true,
  eventDimensions: CASE_DIMENSIONS,
  parameters: [
    choice(['contact', 'complaint'], {
      name: 'subject',
      description: 'What is counted: contacts or complaints',
      standard: 'contact',
      shapes: 'rows',
    }),
  ],
  keys: [{ name: 'period', type: 'integer' }, { name: 'subject', type: 'text' }, ...CASE_KEYS],
  measures: [
    { name: 'opened', type: 'count' },
    { name: 'answered', type: 'count' },
    { name: 'within30_minutes', type: 'count' },
    { name: 'within1_hour', type: 'count' },
    { name: 'within1_day', type: 'count' },
    { name: 'within1_week', type: 'count' },
    { name: 'transfers', type: 'count' },
    { name: 'resolved', type: 'count' },
    { name: 'settled', type: 'count' },
    { name: 'resolved_at_first', type: 'count' },
    { name: 'reopened', type: 'count' },
  ],
  keptSplits: SINGLE_SPLITS,
  columns: [
    {
      name: 'period',
      type: 'period',
      description: 'Calendar period of the opening in the reporting time zone',
    },
    { name: 'opened', type: 'count', description: 'Contacts received, or complaints opened' },
    { name: 'answered', type: 'count', description: 'Those of them that were answered' },
    share('answeredRate', 'answered / opened'),
    share('within30Minutes', 'Share of opened that was answered within 30 minutes'),
    share('within1Hour', 'Share of opened that was answered within an hour'),
    share('within1Day', 'Share of opened that was answered within 24 hours'),
    share('within1Week', 'Share of opened that was answered within 7 days'),
    time('firstResponseMedianMinutes', 'Minutes to the answer that half of the answered had waited at most'),
    time('firstResponseP90Minutes', 'Minutes to the answer that 90 % of the answered had waited at most'),
    { name: 'resolved', type: 'count', description: 'Those of the opened that are resolved' },
    time('resolutionMedianHours', 'Hours to the resolution of half of the resolved at most'),
    time('resolutionP90Hours', 'Hours to the resolution of 90 % of the resolved at most'),
    share('firstContactResolution', 'Share resolved at the first contact; null of complaints'),
    {
      name: 'transfersPerContact',
      type: 'number',
      nullable: true,
      description: 'Transfers / opened; null of complaints',
    },
    {
      name: 'reopened',
      type: 'count',
      description: 'Those of the opened that were reopened after a resolution',
    },
    { name: 'complete', type: 'boolean', description: 'Whether the period was over at asOf' },
  ],
  columnsBeforeGroups: 1,
  contribute,
  values: times,
  inRange: ([period, subject], question) =>
    subject === question.own.subject && periodInRange(period as number, question),
  rows: serviceRows,
  rowKey: ({ period }, { calendar, own }) => [periodNamed(period, calendar), own.subject as string],
};
