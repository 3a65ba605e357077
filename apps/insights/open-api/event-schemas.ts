import { type CatalogueEntry, catalogue, type DeclaredField } from '../../../libs/events/index.js';
import type { Json } from './operation.js';
import { schemaRef } from './operation.js';

const ID = { type: 'string', minLength: 1, maxLength: 200 };
const SOURCE = { type: 'string', format: 'uri-reference', minLength: 1, maxLength: 200 };
const TIME = { type: 'string', format: 'date-time' };

/** The schema of an event as it is published, of each type by its name, `purchase.completed`, and `Event` for all. */
export const eventSchemas: Record<string, Json> = {
  Event: {
    description: 'A CloudEvents 1.0 event of one of the types of the catalogue.',
    oneOf: catalogue.map(({ name }) => schemaRef(name)),
    discriminator: {
      propertyName: 'type',
      mapping: Object.fromEntries(catalogue.map(({ type, name }) => [type, `#/components/schemas/${name}`])),
    },
  },
  RecordedEvent: {
    type: 'object',
    description: 'An event as the log has it: as it was published, with its place and the time it was taken.',
    required: ['specversion', 'id', 'source', 'type', 'time', 'data', 'position', 'recordedtime'],
    properties: {
      specversion: { const: '1.0' },
      id: ID,
      source: SOURCE,
      type: { type: 'string', enum: catalogue.map(({ type }) => type) },
      subject: ID,
      time: TIME,
      datacontenttype: { const: 'application/json' },
      data: { type: 'object' },
      position: schemaRef('Position'),
      recordedtime: schemaRef('Instant'),
    },
  },
  ...Object.fromEntries(catalogue.map((entry) => [entry.name, eventSchema(entry)])),
};

function eventSchema({ type, description, subject, fields, example }: CatalogueEntry): Json {
  return {
    type: 'object',
    title: type,
    description,
    required: [
      'specversion',
      'id',
      'source',
      'type',
      ...(subject === null ? [] : ['subject']),
      'time',
      'data',
    ],
    properties: {
      specversion: { const: '1.0' },
      id: { ...ID, description: 'With `source` the identity of the event: sent again, it is a duplicate.' },
      source: { ...SOURCE, description: 'The publishing service.' },
      type: { const: type },
      ...(subject !== null && { subject: { ...ID, description: subject } }),
      time: {
        ...TIME,
        description:
          "When it happened in the business, with offset; at most 24 hours ahead of the server's clock.",
      },
      datacontenttype: { const: 'application/json' },
      data: dataSchema(fields),
    },
    additionalProperties: {
      type: ['string', 'number', 'boolean', 'null'],
      description: 'Extensions such as `correlationid`; kept.',
    },
    examples: [example],
  };
}

/** The schema of an object's fields. Fields that are not declared are allowed, and kept. */
export function dataSchema(fields: readonly DeclaredField[]): Json {
  const required = fields.filter(({ optional }) => !optional).map(({ name }) => name);
  return {
    type: 'object',
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
  };
}

function fieldSchema({ rule, description, personal, nested }: DeclaredField): Json {
  const inner = nested ? { properties: dataSchema(nested).properties } : {};
  const forgotten = personal ? ' Personal.' : '';
  return { ...rule.schema, ...inner, description: `${description} Must be ${rule.allowed}.${forgotten}` };
}
