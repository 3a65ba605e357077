import { catalogue } from '../../../libs/events/index.js';
import {
  type Json,
  jsonAnswer,
  operation,
  type Paths,
  pathParameter,
  queryParameter,
  schemaRef,
} from './operation.js';

const NULLABLE_INSTANT = { anyOf: [schemaRef('Instant'), { type: 'null' }] };
const NEXT = { type: ['string', 'null'], description: 'Cursor of the next page; null on the last.' };
const ID = pathParameter('id', 'The customer’s id; one that was merged into another finds that one.', {
  type: 'string',
  minLength: 1,
  maxLength: 200,
});
const figures: Record<string, Json> = {
  firstPurchase: NULLABLE_INSTANT,
  lastPurchase: NULLABLE_INSTANT,
  orders: { type: 'integer', minimum: 0 },
  net: schemaRef('Money'),
  contribution: schemaRef('Money'),
  costToServe: schemaRef('Money'),
  ltv: schemaRef('Money'),
};

export const customerSchemas: Record<string, Json> = {
  Customer: {
    type: 'object',
    description: 'What is known of one customer now.',
    required: [
      'id',
      'mergedIds',
      'registered',
      'acquisitionChannel',
      'campaign',
      ...Object.keys(figures),
    ].concat(['lifecycle', 'latestScores', 'openCases', 'asOf', 'position']),
    properties: {
      id: { type: 'string' },
      mergedIds: {
        type: 'array',
        items: { type: 'string' },
        description: 'Other ids that are the same customer.',
      },
      registered: {
        type: 'object',
        description: 'The latest of each field that `customer.registered` events named.',
      },
      acquisitionChannel: { type: 'string' },
      campaign: { type: 'string' },
      ...figures,
      lifecycle: {
        type: 'string',
        enum: ['prospect', 'active', 'churned'],
        description: 'Never bought; last purchase at most 90 days ago; longer ago.',
      },
      latestScores: {
        type: 'object',
        description: 'The latest answer to each kind of survey.',
        additionalProperties: { type: 'object' },
      },
      openCases: {
        type: 'array',
        items: {
          type: 'object',
          required: ['kind', 'id', 'channel', 'openedAt'],
          properties: {
            kind: { type: 'string', enum: ['contact', 'complaint'] },
            id: { type: 'string' },
            channel: { type: 'string' },
            openedAt: schemaRef('Instant'),
          },
        },
      },
      asOf: schemaRef('Instant'),
      position: schemaRef('Position'),
    },
  },
  ListedCustomer: {
    type: 'object',
    required: [
      'id',
      'segment',
      'country',
      'generation',
      'acquisitionChannel',
      'campaign',
      ...Object.keys(figures),
    ],
    properties: {
      id: { type: 'string' },
      segment: { type: 'string' },
      country: { type: 'string' },
      generation: { type: 'string', enum: ['born-after-1981', 'older', 'unknown'] },
      acquisitionChannel: { type: 'string' },
      campaign: { type: 'string' },
      ...figures,
    },
  },
};

const eventsPage = (description: string, next: Json) =>
  jsonAnswer(description, {
    type: 'object',
    required: ['events', 'next'],
    properties: { events: { type: 'array', items: schemaRef('RecordedEvent') }, next },
  });

/** Customers, and the log as it is. */
export const customerPaths: Paths = {
  '/v1/customers': {
    get: operation({
      id: 'listCustomers',
      tag: 'Customers',
      summary: 'Customers, highest first',
      scopes: ['customers:read'],
      parameters: [
        queryParameter('sort', 'By what.', {
          type: 'string',
          enum: ['ltv', 'net', 'lastPurchase'],
          default: 'ltv',
        }),
        queryParameter('limit', 'Customers of a page.', {
          type: 'integer',
          minimum: 1,
          maximum: 500,
          default: 50,
        }),
        queryParameter('cursor', '`next` of the page before.', { type: 'string' }),
      ],
      answers: {
        200: jsonAnswer('A page of the list.', {
          type: 'object',
          required: ['position', 'customers', 'next'],
          properties: {
            position: schemaRef('Position'),
            customers: { type: 'array', items: schemaRef('ListedCustomer') },
            next: NEXT,
          },
        }),
      },
      problems: [400, 503],
    }),
  },
  '/v1/customers/{id}': {
    get: operation({
      id: 'readCustomer',
      tag: 'Customers',
      summary: 'One customer',
      scopes: ['customers:read'],
      parameters: [ID],
      answers: { 200: jsonAnswer('The customer.', schemaRef('Customer')) },
      problems: [400, 404, 503],
    }),
  },
  '/v1/customers/{id}/timeline': {
    get: operation({
      id: 'readTimeline',
      tag: 'Customers',
      summary: 'Every event of a customer, newest first',
      scopes: ['customers:read'],
      parameters: [
        ID,
        queryParameter('before', '`next` of the page before.', { type: 'string' }),
        queryParameter('limit', 'Events of a page.', {
          type: 'integer',
          minimum: 1,
          maximum: 500,
          default: 50,
        }),
      ],
      answers: { 200: eventsPage('A page of the events, by their time.', NEXT) },
      problems: [400, 404, 503],
    }),
  },
  '/v1/events': {
    get: operation({
      id: 'readEvents',
      tag: 'Events',
      summary: 'The log as it is',
      description:
        'A page in JSON; with `Accept: application/x-ndjson` all of it as a stream, up to where the log stood when it ' +
        'began. That is the export: published into an empty system, it gives the same metrics.',
      scopes: ['customers:read'],
      parameters: [
        queryParameter('from', 'The first position wanted.', schemaRef('Position')),
        queryParameter('limit', 'Events of a page, at most 5,000; of a stream, at most 999,999.', {
          type: 'integer',
          minimum: 1,
          maximum: 999999,
          default: 100,
        }),
        queryParameter(
          'type',
          'Only these types, separated by commas.',
          { type: 'array', items: { type: 'string', enum: catalogue.map(({ type }) => type) } },
          { style: 'form', explode: false },
        ),
        queryParameter('subject', 'Only events of this customer’s id.', { type: 'string', minLength: 1 }),
      ],
      answers: {
        200: withLines(
          eventsPage('Events in the order of the log.', {
            anyOf: [schemaRef('Position'), { type: 'null' }],
            description: '`from` of the next page; null on the last.',
          }),
        ),
      },
      problems: [400, 503],
    }),
  },
};

function withLines(answer: Json): Json {
  return {
    ...answer,
    content: {
      ...(answer.content as Json),
      'application/x-ndjson': { schema: { type: 'string', description: 'One event on each line.' } },
    },
  };
}
