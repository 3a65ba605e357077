import { QUALITY_KINDS } from '../../../libs/insights/index.js';
import { type Json, jsonAnswer, operation, type Paths, queryParameter, schemaRef } from './operation.js';

const KIND = { type: 'string', enum: Object.keys(QUALITY_KINDS) };
const ofKind: Record<string, Json> = {
  kind: KIND,
  description: { type: 'string', description: 'What it means, and what becomes of such events.' },
  count: { type: 'integer', minimum: 0 },
};
const examples = (description: string): Json => ({
  type: 'array',
  items: schemaRef('QualityExample'),
  description,
});

export const qualitySchemas: Record<string, Json> = {
  QualityExample: {
    type: 'object',
    description: 'An event; `GET /v1/events?from=<position>&limit=1` has all of it.',
    required: ['position', 'source', 'id', 'type', 'time'],
    properties: {
      position: schemaRef('Position'),
      source: { type: 'string' },
      id: { type: 'string' },
      type: { type: 'string' },
      subject: { type: 'string', description: 'The customer; missing for events of none.' },
      time: schemaRef('Instant'),
    },
  },
  Quality: {
    type: 'object',
    required: ['position', 'kinds'],
    properties: {
      position: schemaRef('Position'),
      kinds: {
        type: 'array',
        description: 'Every kind, those without events included.',
        items: {
          type: 'object',
          required: ['kind', 'description', 'count'],
          properties: {
            ...ofKind,
            examples: {
              ...examples('The last ten, newest first. Missing for a key without `customers:read`.'),
              maxItems: 10,
            },
          },
        },
      },
    },
  },
  QualityList: {
    type: 'object',
    required: ['position', 'kind', 'description', 'count', 'examples', 'next'],
    properties: {
      position: schemaRef('Position'),
      ...ofKind,
      examples: examples('Newest first.'),
      next: { type: ['string', 'null'], description: 'Cursor of the next page; null on the last.' },
    },
  },
};

/** What events contradict each other in. */
export const qualityPaths: Paths = {
  '/v1/quality': {
    get: operation({
      id: 'readQuality',
      tag: 'Operation',
      summary: 'Contradictions in what was published, by kind, with examples',
      description:
        'Events that contradict each other are stored, because they were published; metrics use what is consistent. With ' +
        '`kind` every event of that kind is listed, page by page, for which a key needs `customers:read` besides.',
      scopes: ['metrics:read'],
      parameters: [
        queryParameter('kind', 'List the events of this kind.', KIND),
        queryParameter('limit', 'Events of a page; with `kind` only.', {
          type: 'integer',
          minimum: 1,
          maximum: 500,
          default: 50,
        }),
        queryParameter('cursor', '`next` of the page before; with `kind` only.', { type: 'string' }),
      ],
      answers: {
        200: jsonAnswer('Every kind with its count; with `kind` a page of one kind.', {
          oneOf: [schemaRef('Quality'), schemaRef('QualityList')],
        }),
      },
      problems: [400, 503],
    }),
  },
};
