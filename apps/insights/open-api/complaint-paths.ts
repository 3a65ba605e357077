import {
  type Action,
  CASE_DESK,
  COMPLAINT_STATES,
  commandFields,
  EVENT_OF,
} from '../../../libs/complaints/index.js';
import { findEventType } from '../../../libs/events/index.js';
import { dataSchema } from './event-schemas.js';
import {
  type Json,
  jsonAnswer,
  operation,
  type Paths,
  pathParameter,
  queryParameter,
  schemaRef,
} from './operation.js';

const ID_SCHEMA = { type: 'string', minLength: 1, maxLength: 200 };
const SOURCE_SCHEMA = { type: 'string', format: 'uri-reference', minLength: 1, maxLength: 200 };
const STATE = { type: 'string', enum: [...COMPLAINT_STATES] };
const STANDING: Record<string, Json> = {
  complaintId: ID_SCHEMA,
  state: {
    ...STATE,
    description: 'Waiting for an answer (at first, and again when reopened); answered, not settled; settled.',
  },
  revision: {
    type: 'integer',
    minimum: 0,
    description: 'Of the complaint’s stream; the ETag is the same in quotes.',
  },
  position: { ...schemaRef('Position'), description: 'Of the last event; ask metrics with `minPosition`.' },
};

export const complaintSchemas: Record<string, Json> = {
  ComplaintStanding: {
    type: 'object',
    description: 'How a complaint stands after a command.',
    required: Object.keys(STANDING),
    properties: STANDING,
    additionalProperties: false,
  },
  Complaint: {
    type: 'object',
    description: 'A complaint and what has happened to it.',
    required: [...Object.keys(STANDING), 'customer', 'source', 'channel', 'openedAt', 'steps'],
    properties: {
      ...STANDING,
      customer: { type: 'string' },
      source: { ...SOURCE_SCHEMA, description: 'Who opened it.' },
      ...fieldsOf('open'),
      openedAt: schemaRef('Instant'),
      steps: {
        type: 'array',
        description: 'In time order.',
        items: {
          type: 'object',
          required: ['step', 'time', 'source'],
          properties: {
            step: { type: 'string', enum: Object.values(EVENT_OF).filter((event) => event !== 'opened') },
            time: schemaRef('Instant'),
            source: SOURCE_SCHEMA,
            ...fieldsOf('answer'),
            ...fieldsOf('resolve'),
          },
        },
      },
    },
  },
  ComplaintConflict: {
    description: 'The problem, with the current state.',
    allOf: [
      schemaRef('Problem'),
      {
        type: 'object',
        required: ['complaintId', 'state', 'revision'],
        properties: {
          complaintId: ID_SCHEMA,
          state: { enum: [...COMPLAINT_STATES, null], description: 'Null: nobody has opened it.' },
          revision: { type: ['integer', 'null'], minimum: 0 },
        },
      },
    ],
  },
};

/** The fields an action's event has beside the complaint's id. */
function fieldsOf(action: Action): Record<string, Json> {
  const entry = findEventType(`lifeledger.complaint.${EVENT_OF[action]}.v1`)!;
  const { complaintId: _, ...fields } = dataSchema(entry.fields).properties as Record<string, Json>;
  return fields;
}

function body(action: Action, example: Json): Json {
  const known: Record<string, Json> = {
    customer: { ...ID_SCHEMA, description: 'Whose complaint it is.' },
    complaintId: { ...ID_SCHEMA, description: 'Left out, one is made.' },
    ...fieldsOf(action),
    time: {
      type: 'string',
      format: 'date-time',
      description:
        'When it happened; now, when left out. Of a step: after everything that is known of the complaint.',
    },
    source: {
      ...SOURCE_SCHEMA,
      description: `In whose name. Left out: \`${CASE_DESK}\`, or the only source that the key may speak for.`,
    },
  };
  const properties = Object.fromEntries(commandFields(action).map((name) => [name, known[name]]));
  const required = action === 'open' ? ['customer', 'channel'] : [];
  return {
    required: required.length > 0,
    content: {
      'application/json': {
        schema: {
          type: 'object',
          ...(required.length > 0 && { required }),
          properties,
          additionalProperties: false,
        },
        examples: { one: { value: example } },
      },
    },
  };
}

const ID = pathParameter('id', 'The complaint’s id.', ID_SCHEMA);
const HEADERS: Json[] = [
  {
    name: 'If-Match',
    in: 'header',
    description: 'The ETag the decision was taken at. Left out, the current state decides.',
    schema: { type: 'string' },
  },
  {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'A name for this command, one for each source: sent again, it counts once and is answered the same.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,128}$' },
  },
];
const ETAG = { ETag: { description: 'The stream’s revision, in quotes.', schema: { type: 'string' } } };
const CONFLICT = {
  description: 'It does not fit the state, or the complaint is not at the revision of `If-Match`.',
  headers: ETAG,
  content: { 'application/problem+json': { schema: schemaRef('ComplaintConflict') } },
};

function step(action: Action, summary: string, example: Json, description?: string): Record<string, Json> {
  return {
    post: operation({
      id: `${action}Complaint`,
      tag: 'Complaints',
      summary,
      description,
      scopes: ['events:write'],
      parameters: [ID, ...HEADERS],
      requestBody: body(action, example),
      answers: {
        200: { ...jsonAnswer('It is in the log.', schemaRef('ComplaintStanding')), headers: ETAG },
        409: CONFLICT,
      },
      problems: [400, 404, 413, 415, 422, 503],
    }),
  };
}

/** Complaints as a case. */
export const complaintPaths: Paths = {
  '/v1/complaints': {
    post: operation({
      id: 'openComplaint',
      tag: 'Complaints',
      summary: 'Open a complaint',
      description: 'Writes `complaint.opened`, as a service that publishes events would.',
      scopes: ['events:write'],
      parameters: HEADERS,
      requestBody: body('open', { customer: 'customer-1', channel: 'email', topic: 'damage' }),
      answers: {
        201: {
          ...jsonAnswer('It is in the log.', schemaRef('ComplaintStanding')),
          headers: {
            ...ETAG,
            Location: { description: 'The complaint.', schema: { type: 'string', format: 'uri-reference' } },
          },
        },
        409: CONFLICT,
      },
      problems: [400, 413, 415, 422, 503],
    }),
  },
  '/v1/complaints/{id}': {
    get: operation({
      id: 'readComplaint',
      tag: 'Complaints',
      summary: 'One complaint',
      description: 'Read from the log itself: what was written before is in it.',
      scopes: ['customers:read'],
      parameters: [
        ID,
        queryParameter(
          'source',
          'Two sources may use one id: the complaint of this one, else the earliest.',
          { ...SOURCE_SCHEMA, default: CASE_DESK },
        ),
      ],
      answers: { 200: { ...jsonAnswer('The complaint.', schemaRef('Complaint')), headers: ETAG } },
      problems: [400, 404, 503],
    }),
  },
  '/v1/complaints/{id}/answer': step('answer', 'Answer a complaint that is open', { employee: 'agent-7' }),
  '/v1/complaints/{id}/resolve': step(
    'resolve',
    'Settle a complaint that is open or answered',
    { outcome: 'accepted', compensation: '5.00', currency: 'USD' },
    'Without an answer before, this counts as the answer.',
  ),
  '/v1/complaints/{id}/reopen': step('reopen', 'Open a resolved complaint again', {
    reason: 'the replacement is damaged too',
  }),
};
