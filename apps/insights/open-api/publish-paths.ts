import { catalogue } from '../../../libs/events/index.js';
import { type Json, jsonAnswer, operation, type Paths, queryParameter, schemaRef } from './operation.js';

const POSITIONED = { anyOf: [schemaRef('Position'), { type: 'null' }] };
const COUNT = { type: 'integer', minimum: 0 };

export const publishSchemas: Record<string, Json> = {
  Published: {
    type: 'object',
    description: 'What became of the events of one request. All that is accepted is durable.',
    required: ['accepted', 'duplicates', 'rejected', 'position', 'results'],
    properties: {
      accepted: { ...COUNT, description: 'Newly in the log.' },
      duplicates: { ...COUNT, description: 'In the log already, by `source` and `id`.' },
      rejected: { ...COUNT, description: 'Not valid, or not for this key.' },
      position: {
        ...POSITIONED,
        description:
          'The highest position among these events; ask metrics with `minPosition` to see them counted.',
      },
      results: {
        type: 'array',
        maxItems: 1000,
        description: 'What was not newly accepted, at most 1,000 of it.',
        items: schemaRef('PublishResult'),
      },
      truncated: { const: true, description: 'There is more than `results` lists.' },
    },
  },
  PublishResult: {
    type: 'object',
    required: ['index', 'id', 'status'],
    properties: {
      index: {
        ...COUNT,
        description: 'Number of the event in the request, from 0; blank lines not counted.',
      },
      id: { type: ['string', 'null'], description: 'The id of the event, where it has a valid one.' },
      status: { type: 'string', enum: ['duplicate', 'rejected'] },
      position: { ...schemaRef('Position'), description: 'Of a duplicate: where the first one is.' },
      conflict: { const: true, description: 'Of a duplicate: what was sent differs from what is stored.' },
      errors: { type: 'array', items: schemaRef('FieldError') },
    },
  },
};

const one = { value: catalogue.find(({ name }) => name === 'purchase.completed')?.example };
const two = ['purchase.completed', 'contact.received'].map(
  (wanted) => catalogue.find(({ name }) => name === wanted)?.example,
);

const DESCRIPTION = `Answers when the events are durable. Sending again is always safe: an event is known by \`source\` and \`id\`.

| content type | body | at most |
| --- | --- | --- |
| \`application/cloudevents+json\` | one event | 1 MiB |
| \`application/cloudevents-batch+json\` | an array of events | 5,000 events, 16 MiB, 1 MiB each |
| \`application/json\` | an array of events, or one | the same |
| \`application/x-ndjson\` | one event on each line, a stream of any length | 1 MiB each |
| \`application/json\` with \`ce-*\` headers | \`data\` of one event, its attributes in the headers, percent-encoded | 1 MiB |

Of several events each stands alone: one that is rejected stops no other, and the answer is 200. A single event that is
not valid is answered 422. What is rejected goes to quarantine, unless it is rejected because of the key. Types
\`customer.merged\` and \`customer.erased\` need a key with the scope \`admin\` besides. A 503 to a stream carries
\`nextIndex\` and the counts so far: everything before it is settled.`;

const CE_HEADERS = ['specversion', 'id', 'source', 'type', 'subject', 'time'].map((name) => ({
  name: `ce-${name}`,
  in: 'header',
  description: `Binary mode: the attribute \`${name}\`, characters beyond printable ASCII percent-encoded.`,
  schema: { type: 'string' },
}));

/** Publishing. */
export const publishPaths: Paths = {
  '/v1/events': {
    post: operation({
      id: 'publishEvents',
      tag: 'Events',
      summary: 'Publish events',
      description: DESCRIPTION,
      scopes: ['events:write'],
      parameters: [
        queryParameter('quarantine', 'Whether what is rejected is kept in quarantine.', {
          type: 'boolean',
          default: true,
        }),
        ...CE_HEADERS,
      ],
      requestBody: {
        required: true,
        content: {
          'application/cloudevents+json': {
            schema: schemaRef('Event'),
            examples: Object.fromEntries(
              catalogue.map(({ name, description, example }) => [
                name,
                { summary: description, value: example },
              ]),
            ),
          },
          'application/cloudevents-batch+json': {
            schema: { type: 'array', maxItems: 5000, items: schemaRef('Event') },
            examples: { two: { value: two } },
          },
          'application/json': {
            schema: {
              anyOf: [
                { type: 'array', maxItems: 5000, items: schemaRef('Event') },
                schemaRef('Event'),
                {
                  type: 'object',
                  description: 'Binary mode: `data` of the event that the headers describe.',
                },
              ],
            },
            examples: { one, two: { value: two } },
          },
          'application/x-ndjson': {
            schema: { type: 'string', description: 'One event on each line.' },
            examples: { two: { value: two.map((event) => `${JSON.stringify(event)}\n`).join('') } },
          },
        },
      },
      answers: { 200: jsonAnswer('What became of the events.', schemaRef('Published')) },
      problems: [400, 413, 415, 422, 503],
    }),
  },
};
