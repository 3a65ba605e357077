import { SCOPES } from '../../../libs/access/index.js';
import {
  type Json,
  jsonAnswer,
  operation,
  type Paths,
  pathParameter,
  queryParameter,
  schemaRef,
} from './operation.js';

const KEY_FIELDS: Record<string, Json> = {
  id: { type: 'string', description: 'Part of the key, no secret.' },
  name: { type: 'string' },
  scopes: { type: 'array', items: { type: 'string', enum: [...SCOPES] } },
  sources: {
    type: ['array', 'null'],
    items: { type: 'string' },
    description: 'The only sources it may publish events of; null for every source.',
  },
  createdAt: schemaRef('Instant'),
  revokedAt: { anyOf: [schemaRef('Instant'), { type: 'null' }] },
};

export const operatorSchemas: Record<string, Json> = {
  Projection: {
    type: 'object',
    required: ['name', 'version', 'status', 'generation', 'position', 'head', 'lag', 'failed'],
    properties: {
      name: { type: 'string' },
      version: { type: 'string' },
      status: {
        type: 'string',
        enum: ['live', 'catching-up', 'rebuilding', 'starting'],
        description:
          'At the head of the log; behind it; another generation is built beside; no generation serves yet.',
      },
      generation: {
        type: 'integer',
        minimum: 0,
        description: 'Of the tables that serve: grows with each rebuild.',
      },
      position: { ...schemaRef('Position'), description: 'The log up to here is in the answers.' },
      head: { ...schemaRef('Position'), description: 'Of the last event in the log.' },
      lag: {
        type: 'object',
        required: ['events', 'seconds'],
        properties: {
          events: { type: 'integer', minimum: 0 },
          seconds: {
            type: 'number',
            minimum: 0,
            description: 'Since the oldest event that is not in yet was taken.',
          },
        },
      },
      failed: {
        type: 'array',
        maxItems: 100,
        description: 'Events set aside, because the projection could not digest them; the first hundred.',
        items: {
          type: 'object',
          required: ['position', 'error'],
          properties: { position: schemaRef('Position'), error: { type: 'string' } },
        },
      },
      rebuild: {
        type: 'object',
        description: 'While another generation is built: how far it has come.',
        required: ['version', 'position'],
        properties: { version: { type: 'string' }, position: schemaRef('Position') },
      },
    },
  },
  Key: { type: 'object', required: Object.keys(KEY_FIELDS), properties: KEY_FIELDS },
  NewKey: {
    type: 'object',
    required: ['name', 'scopes'],
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 200, description: 'Whose key it is.' },
      scopes: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { type: 'string', enum: [...SCOPES] },
        description: 'None implies another.',
      },
      sources: {
        type: ['array', 'null'],
        minItems: 1,
        maxItems: 1000,
        items: { type: 'string', minLength: 1, maxLength: 200 },
        description: 'The only sources it may publish events of; left out, every source.',
      },
    },
    additionalProperties: false,
  },
  QuarantinedEvent: {
    type: 'object',
    description: 'What was rejected, once for each content.',
    required: ['id', 'errors', 'times', 'receivedAt', 'lastSeen', 'content', 'contentLength'],
    properties: {
      id: { type: 'string' },
      source: { type: ['string', 'null'] },
      eventId: { type: ['string', 'null'] },
      type: { type: ['string', 'null'] },
      subject: { type: ['string', 'null'] },
      errors: { type: 'array', items: schemaRef('FieldError') },
      times: { type: 'integer', minimum: 1, description: 'How often it was sent.' },
      receivedAt: schemaRef('Instant'),
      lastSeen: schemaRef('Instant'),
      keyId: { type: ['string', 'null'] },
      content: { type: 'string', description: 'What was sent, up to 1 MiB of it.' },
      contentLength: { type: 'integer', minimum: 0, description: 'Bytes of the whole.' },
    },
  },
};

const projectionName = pathParameter('name', 'Name of the projection: `customers`.');
const projectionAnswer = (status: number, description: string) => ({
  [status]: jsonAnswer(description, schemaRef('Projection')),
});
const keyId = pathParameter('id', 'The key’s id.');
const quarantineId = pathParameter('id', 'The entry’s id.');

/** Projections, quarantine, keys. */
export const operatorPaths: Paths = {
  '/v1/projections': {
    get: operation({
      id: 'listProjections',
      tag: 'Operation',
      summary: 'How far each read model has come',
      scopes: ['metrics:read'],
      answers: {
        200: jsonAnswer('Every projection.', { type: 'array', items: schemaRef('Projection') }),
      },
      problems: [503],
    }),
  },
  '/v1/projections/{name}': {
    get: operation({
      id: 'readProjection',
      tag: 'Operation',
      summary: 'How far one read model has come',
      scopes: ['metrics:read'],
      parameters: [projectionName],
      answers: projectionAnswer(200, 'The projection.'),
      problems: [404, 503],
    }),
  },
  '/v1/projections/{name}/rebuild': {
    post: operation({
      id: 'rebuildProjection',
      tag: 'Operation',
      summary: 'Make a read model anew from the log',
      description: 'New tables are made beside those that serve and take over once they have caught up.',
      scopes: ['admin'],
      parameters: [projectionName],
      answers: projectionAnswer(202, 'Asked for; a projector begins within a second or so.'),
      problems: [404, 503],
    }),
  },
  '/v1/projections/{name}/retry': {
    post: operation({
      id: 'retrySetAside',
      tag: 'Operation',
      summary: 'Try the events again that were set aside',
      scopes: ['admin'],
      parameters: [projectionName],
      answers: projectionAnswer(202, 'Asked for.'),
      problems: [404, 503],
    }),
  },
  '/v1/quarantine': {
    get: operation({
      id: 'listQuarantine',
      tag: 'Operation',
      summary: 'What was rejected, newest first',
      scopes: ['admin'],
      parameters: [
        queryParameter('limit', 'Entries of a page.', {
          type: 'integer',
          minimum: 1,
          maximum: 500,
          default: 100,
        }),
        queryParameter('cursor', '`next` of the page before.', { type: 'string' }),
      ],
      answers: {
        200: jsonAnswer('A page of the entries.', {
          type: 'object',
          required: ['items', 'next', 'total'],
          properties: {
            items: { type: 'array', items: schemaRef('QuarantinedEvent') },
            next: { type: ['string', 'null'], description: 'Cursor of the next page; null on the last.' },
            total: { type: 'integer', minimum: 0, description: 'Of all entries.' },
          },
        }),
      },
      problems: [400, 503],
    }),
  },
  '/v1/quarantine/{id}/retry': {
    post: operation({
      id: 'retryQuarantined',
      tag: 'Operation',
      summary: 'Publish a rejected event again',
      description:
        'As whoever asks. It leaves the quarantine when it is accepted, or turns out to be a duplicate.',
      scopes: ['admin'],
      parameters: [quarantineId],
      answers: { 200: jsonAnswer('It is in the log.', schemaRef('Published')) },
      problems: [404, 422, 503],
    }),
  },
  '/v1/quarantine/{id}': {
    delete: operation({
      id: 'deleteQuarantined',
      tag: 'Operation',
      summary: 'Let a rejected event go',
      scopes: ['admin'],
      parameters: [quarantineId],
      answers: { 204: { description: 'It is gone.' } },
      problems: [404, 503],
    }),
  },
  '/v1/keys': {
    get: operation({
      id: 'listKeys',
      tag: 'Keys',
      summary: 'Every key, revoked ones included, never the key itself',
      scopes: ['admin'],
      answers: {
        200: jsonAnswer('The keys, oldest first.', {
          type: 'object',
          required: ['keys'],
          properties: { keys: { type: 'array', items: schemaRef('Key') } },
        }),
      },
      problems: [503],
    }),
    post: operation({
      id: 'createKey',
      tag: 'Keys',
      summary: 'Make a key',
      scopes: ['admin'],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: schemaRef('NewKey'),
            examples: {
              publisher: { value: { name: 'shop', scopes: ['events:write'], sources: ['/shop'] } },
              reader: { value: { name: 'finance', scopes: ['metrics:read'] } },
            },
          },
        },
      },
      answers: {
        201: jsonAnswer('The key, shown this once.', {
          type: 'object',
          required: [...Object.keys(KEY_FIELDS), 'key'],
          properties: {
            ...KEY_FIELDS,
            key: { type: 'string', description: 'Sent as `Authorization: Bearer <key>`.' },
          },
        }),
      },
      problems: [400, 413, 415, 503],
    }),
  },
  '/v1/keys/{id}': {
    delete: operation({
      id: 'revokeKey',
      tag: 'Keys',
      summary: 'Revoke a key',
      description:
        'In this process at once, in others within 5 seconds. 409 for the last key with the scope `admin`, and for the ' +
        'one that LIFELEDGER_ADMIN_KEY sets.',
      scopes: ['admin'],
      parameters: [keyId],
      answers: { 204: { description: 'It is revoked.' } },
      problems: [404, 409, 503],
    }),
  },
};
