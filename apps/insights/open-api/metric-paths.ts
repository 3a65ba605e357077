import { dimensionReference, parameterReference } from '../../../libs/insights/index.js';
import { type AnswerColumn, isCellMetric, type Metric, metrics } from '../../../libs/metrics/index.js';
import { type Json, jsonAnswer, operation, type Paths, queryParameter, schemaRef } from './operation.js';

const all = [...metrics.values()];
const PERIOD = '^\\d{4}(-\\d\\d(-\\d\\d)?|-Q[1-4]|-W\\d\\d)?$';

const ETAG = {
  ETag: {
    description: 'Changes with everything the answer depends on; send it as `If-None-Match`.',
    schema: { type: 'string' },
  },
};

/** What every answer carries beside its rows, and the rows of each metric, `retention-row`. */
export const metricSchemas: Record<string, Json> = {
  MetricEntry: {
    type: 'object',
    required: [
      'name',
      'version',
      'title',
      'description',
      'definition',
      'unit',
      'source',
      'parameters',
      'dimensions',
      'columns',
    ],
    properties: {
      name: { type: 'string', enum: all.map(({ name }) => name) },
      version: { type: 'integer', minimum: 1, description: 'Another definition is another version.' },
      title: { type: 'string' },
      description: { type: 'string' },
      definition: { type: 'string', description: 'What the columns leave open, to the letter.' },
      unit: { type: 'string' },
      source: { type: 'string', description: 'Where the definition comes from.' },
      parameters: { type: 'array', items: { type: 'string' } },
      dimensions: { type: 'array', items: { type: 'string' } },
      columns: {
        type: 'array',
        items: {
          type: 'object',
          required: ['name', 'type', 'description'],
          properties: {
            name: { type: 'string' },
            type: {
              type: 'string',
              enum: ['period', 'text', 'count', 'money', 'rate', 'number', 'time', 'boolean', 'estimate'],
            },
            description: { type: 'string' },
            nullable: { const: true, description: 'Null where there is nothing to divide by.' },
          },
        },
      },
    },
  },
  ...Object.fromEntries(
    all.flatMap((metric) => [
      [`${metric.name}-row`, rowSchema(metric)],
      [`${metric.name}-answer`, answerSchema(metric)],
    ]),
  ),
};

function answerSchema(metric: Metric): Json {
  const beside = isCellMetric(metric) ? {} : (metric.beside ?? {});
  return {
    type: 'object',
    required: [
      'metric',
      'version',
      'unit',
      'source',
      'parameters',
      'position',
      'rows',
      ...Object.keys(beside),
      'unconverted',
      'failed',
    ],
    properties: {
      metric: { const: metric.name },
      version: { const: metric.version },
      unit: { const: metric.unit },
      source: { const: metric.source },
      parameters: { type: 'object', description: 'As resolved: every default is written out.' },
      position: { ...schemaRef('Position'), description: 'The log up to here is in the answer.' },
      rows: { type: 'array', items: schemaRef(`${metric.name}-row`) },
      ...(beside as Record<string, Json>),
      unconverted: {
        type: 'array',
        description: 'Amounts that have no rate into the reporting currency: left out of the sums.',
        items: {
          type: 'object',
          required: ['currency', 'count', 'amount'],
          properties: {
            currency: { type: 'string', pattern: '^[A-Z]{3}$' },
            count: { type: 'integer', minimum: 1 },
            amount: { ...schemaRef('Money'), description: 'In that currency.' },
          },
        },
      },
      failed: { type: 'integer', minimum: 0, description: 'Events the projection has set aside.' },
    },
  };
}

/** The fields of a metric's rows. Dimensions are there when `by` names them. */
function rowSchema(metric: Metric): Json {
  return {
    type: 'object',
    required: metric.columns.map(({ name }) => name),
    properties: {
      ...Object.fromEntries(
        dimensionReference(metric).map(({ name, description }) => [
          name,
          { type: 'string', description: `${description}; there when \`by\` names it.` },
        ]),
      ),
      ...Object.fromEntries(metric.columns.map((column) => [column.name, columnSchema(column)])),
    },
    additionalProperties: false,
  };
}

function columnSchema({ type, description, nullable, personal, estimateOf }: AnswerColumn): Json {
  switch (type) {
    case 'period':
      return { type: 'string', pattern: PERIOD, description };
    case 'count':
      return { type: 'integer', minimum: 0, description };
    case 'rate':
      return {
        type: ['number', 'null'],
        description: `${description}; null where there is nothing to divide by`,
      };
    case 'number':
      return { type: nullable ? ['number', 'null'] : 'number', description };
    case 'boolean':
      return { type: 'boolean', description };
    case 'time':
      return { type: 'string', format: 'date-time', description };
    case 'estimate':
      return estimateSchema(description, estimateOf);
    case 'text':
      if (!personal) return { type: 'string', description };
      return {
        type: ['string', 'null'],
        description: `${description}; null for keys without the scope \`customers:read\``,
      };
    case 'money':
      if (!nullable) return { ...schemaRef('Money'), description };
      return {
        anyOf: [schemaRef('Money'), { type: 'null' }],
        description: `${description}; null where there is nothing to divide by`,
      };
  }
}

/** An outcome: of how many, in how many of them, the share or mean amount, and its 95 % interval. */
function estimateSchema(description: string, of: AnswerColumn['estimateOf']): Json {
  const figure =
    of === 'money' ? { anyOf: [schemaRef('Money'), { type: 'null' }] } : { type: ['number', 'null'] };
  return {
    type: 'object',
    description,
    required: ['n', 'count', 'value', 'low', 'high'],
    properties: {
      n: { type: 'integer', minimum: 0, description: 'Of how many.' },
      count:
        of === 'money'
          ? { type: 'null' }
          : { type: 'integer', minimum: 0, description: 'In how many of them it happened.' },
      value: { ...figure, description: 'The share, or the mean amount; null where there is nobody.' },
      low: { ...figure, description: 'Lower end of the 95 % interval.' },
      high: { ...figure, description: 'Upper end of it.' },
    },
    additionalProperties: false,
  };
}

/** A metric's parameters as OpenAPI has them. */
function parametersOf(metric: Metric): Json[] {
  return parameterReference(metric).map(({ name, description, schema }) => {
    if (name === 'by') return queryParameter(name, description, schema, { style: 'form', explode: false });
    if (!name.startsWith('filter')) return queryParameter(name, description, schema);
    return queryParameter('filter', description, schema, { style: 'deepObject', explode: true });
  });
}

function metricPath(metric: Metric): Paths[string] {
  return {
    get: operation({
      id: metric.name,
      tag: 'Metrics',
      summary: metric.title,
      description: `${metric.description}\n\nUnit: ${metric.unit}. Source: ${metric.source}.`,
      scopes: ['metrics:read'],
      parameters: parametersOf(metric),
      answers: {
        200: {
          description: 'The answer.',
          headers: ETAG,
          content: {
            'application/json': { schema: schemaRef(`${metric.name}-answer`) },
            'text/csv': { schema: { type: 'string', description: 'The rows, a header line first.' } },
          },
        },
        304: { description: 'Nothing has changed since the answer with this ETag.', headers: ETAG },
      },
      problems: [400, 503],
    }),
  };
}

/** The catalogue, and one path for each metric. */
export const metricPaths: Paths = {
  '/v1/metrics': {
    get: operation({
      id: 'listMetrics',
      tag: 'Metrics',
      summary: 'The catalogue of metrics',
      scopes: ['metrics:read'],
      answers: {
        200: jsonAnswer('Every metric there is.', { type: 'array', items: schemaRef('MetricEntry') }),
      },
    }),
  },
  ...Object.fromEntries(all.map((metric) => [`/v1/metrics/${metric.name}`, metricPath(metric)])),
};

/** How a row was made. */
export const explainPaths: Paths = {
  '/v1/explain': {
    get: operation({
      id: 'explain',
      tag: 'Metrics',
      summary: 'The events behind one row',
      description:
        'The events behind one row of a metric, by position, page by page. What they add adds up to `sums`, from which ' +
        'the row is made. Takes the parameters of the metric as well, as the row was asked for. Personal fields are ' +
        'shown to keys that also have the scope `customers:read`.',
      scopes: ['metrics:read'],
      parameters: [
        queryParameter(
          'metric',
          'Name of the metric.',
          { type: 'string', enum: all.map(({ name }) => name) },
          {
            required: true,
          },
        ),
        queryParameter(
          'row',
          'The key fields of the row with the dimensions of `by`, `cohort:1997-01,age:1`; or one parameter for each, ' +
            '`row[cohort]=1997-01&row[age]=1`, where values hold commas.',
          { type: 'string' },
          {
            examples: { retention: { value: 'cohort:1997-01,age:1' }, revenue: { value: 'period:2026-11' } },
          },
        ),
        queryParameter('limit', 'Events of a page.', {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          default: 100,
        }),
        queryParameter('cursor', '`next` of the page before.', { type: 'string' }),
      ],
      answers: {
        200: jsonAnswer('A page of the events.', {
          type: 'object',
          required: ['metric', 'version', 'parameters', 'position', 'count', 'sums', 'events', 'next'],
          properties: {
            metric: { type: 'string' },
            version: { type: 'integer' },
            parameters: { type: 'object' },
            position: schemaRef('Position'),
            count: { type: 'integer', minimum: 0, description: 'Of all events behind the row.' },
            sums: { type: 'object', description: 'What they all add up to, by measure.' },
            events: {
              type: 'array',
              items: {
                type: 'object',
                required: ['adds', 'event'],
                properties: {
                  adds: {
                    type: 'object',
                    description: 'What this event adds to each measure; zeros left out.',
                  },
                  event: schemaRef('RecordedEvent'),
                },
              },
            },
            next: { type: ['string', 'null'], description: 'Cursor of the next page.' },
          },
        }),
      },
      problems: [400, 404, 409, 503],
    }),
  },
};
