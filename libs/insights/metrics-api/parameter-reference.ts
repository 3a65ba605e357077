import { GRAINS } from '../../calendar/index.js';
import { CUSTOMER_DIMENSIONS } from '../../facts/index.js';
import type { Metric } from '../../metrics/index.js';
import { dimensionsOf } from '../answer/question.js';

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

/** The parameters of a metric, in the order of the catalogue. */
export function parameterReference(metric: Metric): ParameterReference[] {
  const chooses =
    metric.range === 'periods'
      ? 'rows whose period starts at or after'
      : 'customers whose first purchase lies at or after';
  const until =
    metric.range === 'periods' ? 'rows whose period starts' : 'customers whose first purchase lies';
  const date = { type: 'string', format: 'date' };
  return [
    {
      name: 'from',
      description: `A date in the reporting time zone: only ${chooses} its start. Earlier history still counts.`,
      schema: date,
      standard: 'the first there is',
    },
    {
      name: 'to',
      description: `A date in the reporting time zone: only ${until} before its start.`,
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
    {
      name: 'by',
      description: 'Dimensions to split by, separated by commas. Each becomes a column.',
      schema: { type: 'array', uniqueItems: true, items: { type: 'string', enum: dimensionsOf(metric) } },
      standard: 'no split',
    },
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
};
