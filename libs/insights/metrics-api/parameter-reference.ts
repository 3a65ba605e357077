import { GRAINS } from '../../calendar/index.js';
import { CUSTOMER_DIMENSIONS } from '../../facts/index.js';
import { isCellMetric, type Metric } from '../../metrics/index.js';
import { dimensionsOf, isNeverSplit } from '../answer/question.js';

/** What documentation says of one parameter of a metric. */
export interface ParameterReference {
  /** As the catalogue names it. */
  name: string;
  description: string;
  /** JSON Schema of the value. */
  schema: Record<string, unknown>;
  /** What it is when it is left out, in words. */
  standard: string;
}

/** What `from` and `to` choose. */
const CHOSEN: Record<Metric['range'], string> = {
  periods: 'rows whose period starts',
  'first-purchase': 'customers whose first purchase lies',
  moments: 'moments that lie',
};

/** The parameters of a metric, in the order of the catalogue. */
export function parameterReference(metric: Metric): ParameterReference[] {
  const chosen = CHOSEN[metric.range];
  const date = { type: 'string', format: 'date' };
  return [
    {
      name: 'from',
      description: `A date in the reporting time zone: only ${chosen} at or after its start. Earlier history still counts.`,
      schema: date,
      standard: 'the first there is',
    },
    {
      name: 'to',
      description: `A date in the reporting time zone: only ${chosen} before its start.`,
      schema: date,
      standard: 'the last there is',
    },
    ...(metric.grain
      ? [
          {
            name: 'grain',
            description: 'Length of a period.',
            schema: { type: 'string', enum: [...GRAINS], default: 'month' },
            standard: '`month`',
          },
        ]
      : []),
    {
      name: 'asOf',
      description:
        'An instant, RFC 3339 with offset: what happened after it does not exist for the answer. Merges, voids, ' +
        'profiles, acquisition channels and rates stand as the log has them now.',
      schema: { type: 'string', format: 'date-time' },
      standard: 'now, to the minute',
    },
    ...(metric.window === undefined
      ? []
      : [
          {
            name: 'window',
            description: 'Days of 24 hours.',
            schema: { type: 'integer', minimum: 1, maximum: 3650, default: metric.window },
            standard: `\`${metric.window}\``,
          },
        ]),
    ...(metric.parameters ?? []).map(({ name, description, schema, standard }) => ({
      name,
      description,
      schema: { ...schema },
      standard: standard === null ? 'chosen by what there is' : `\`${standard}\``,
    })),
    ...splitReference(metric),
    {
      name: 'filter[<dimension>]',
      description: 'Only what has this value in the dimension, `filter[country]=DE`. Several narrow further.',
      schema: {
        type: 'object',
        properties: Object.fromEntries(dimensionsOf(metric).map((name) => [name, { type: 'string' }])),
        additionalProperties: false,
      },
      standard: 'everything',
    },
    {
      name: 'precision',
      description:
        'Decimals of money, each figure rounded half-even on its own. With 4, every sum adds up exactly.',
      schema: { type: 'integer', minimum: 0, maximum: 4, default: 2 },
      standard: '`2`',
    },
    {
      name: 'format',
      description: 'JSON, or CSV (RFC 4180) of the rows alone.',
      schema: { type: 'string', enum: ['json', 'csv'], default: 'json' },
      standard: '`json`',
    },
    {
      name: 'minPosition',
      description: 'The answer waits until it includes the log up to this position.',
      schema: { type: 'string', pattern: '^\\d{1,16}$' },
      standard: 'no waiting',
    },
    {
      name: 'timeout',
      description: 'Longest wait for `minPosition` in seconds, 0 to 60; after it the answer is 503.',
      schema: { type: 'string', pattern: '^\\d{1,5}(\\.\\d{1,3})?(s|ms)?$', default: '5' },
      standard: '`5`',
    },
  ];
}

function splitReference(metric: Metric): ParameterReference[] {
  if (isNeverSplit(metric)) return [];
  const split = isCellMetric(metric) ? undefined : metric.split;
  return [
    {
      name: 'by',
      description: split
        ? `What splits, ${split.most} at most. It becomes a column.`
        : 'Dimensions to split by, separated by commas. Each becomes a column.',
      schema: {
        type: 'array',
        uniqueItems: true,
        ...(split && { maxItems: split.most }),
        items: { type: 'string', enum: dimensionsOf(metric) },
      },
      standard: split ? split.standard.map((name) => `\`${name}\``).join(', ') : 'no split',
    },
  ];
}

/** What each dimension of a metric says. */
export function dimensionReference(
  metric: Metric,
): { name: string; description: string; of: 'customer' | 'event' }[] {
  return dimensionsOf(metric).map((name) => ({
    name,
    description: DIMENSIONS[name] ?? 'Of the event',
    of: (CUSTOMER_DIMENSIONS as readonly string[]).includes(name) ? 'customer' : 'event',
  }));
}

const DIMENSIONS: Record<string, string> = {
  segment: 'The segment of the latest `customer.registered` that names one',
  country: 'The country of the latest `customer.registered` that names one, ISO 3166-1 alpha-2',
  generation: '`born-after-1981`, `older` or `unknown`, by year of birth',
  acquisitionChannel: 'Of the earliest `customer.acquired`, else of the earliest `lead.captured`',
  campaign: 'Of the same event as the acquisition channel',
  channel: 'The channel of the event; a refund has its purchase’s',
  product: 'The product of the event; a refund has its purchase’s',
  touchpoint: 'The place in the customer journey that the event names',
  employee: 'The employee asked about',
  network: 'The network it was published on',
  authorKind: 'What the author is to the company: `customer`, `former-customer`, `employee` …',
  answered:
    'By the instant that sets the group: `answered` or `unanswered`; a resolution without an answer counts as one',
  response:
    'How soon it was answered: `≤30m`, `≤1h`, `≤1d`, `<1w`, `≥1w`; `never` by the instant that sets the group',
  resolved: 'By the instant that sets the group: `resolved` or `unresolved`',
  recovered:
    '`recovered`: resolved, and satisfied in the first csat survey about it, by the instant that sets the group; else `not-recovered`',
  npsClass:
    '`promoter` (9–10), `passive` (7–8), `detractor`: of the survey that is the moment, else of the latest before it',
  csatClass: '`satisfied` (on five points 4 and 5), `neutral` (3), `dissatisfied` (1 and 2): of the same',
  cesClass: '`easy` (mapped to 1–7 at most 3), `neutral`, `hard` (5 at least): of the same',
};
