import type { Json } from './operation.js';
import { schemaRef } from './operation.js';

/** Schemas that several paths speak of. */
export const sharedSchemas: Record<string, Json> = {
  Position: {
    type: 'string',
    pattern: '^\\d{1,16}$',
    description:
      'A place in the log: a decimal string that increases, with gaps. It says nothing else. `"0"` is before the first event.',
    examples: ['71661'],
  },
  Money: {
    type: 'string',
    pattern: '^-?\\d+(\\.\\d{1,4})?$',
    description: 'Exact decimal amount in the reporting currency, with as many decimals as `precision` says.',
    examples: ['61041.69'],
  },
  Instant: {
    type: 'string',
    format: 'date-time',
    description: 'RFC 3339, in UTC.',
    examples: ['2026-11-22T09:30:00Z'],
  },
  Problem: {
    type: 'object',
    description: 'What is wrong, as RFC 9457 has it.',
    required: ['type', 'title', 'status', 'detail'],
    properties: {
      type: { type: 'string', description: 'Always `about:blank`: `status` says what kind it is.' },
      title: { type: 'string' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: { type: 'string', description: 'In words, for whoever sent the request.' },
      errors: {
        type: 'array',
        description: 'Each thing that is wrong with what was sent.',
        items: schemaRef('FieldError'),
      },
    },
  },
  FieldError: {
    type: 'object',
    required: ['path', 'message'],
    properties: {
      path: {
        type: 'string',
        description: 'Path of the field, or name of the parameter; empty for the whole.',
        examples: ['data.amount'],
      },
      message: { type: 'string', description: 'What is allowed.' },
    },
  },
};

const TITLES: Record<number, string> = {
  400: 'A parameter or the body is not as it must be; `errors` names each.',
  401: 'No key, or one that is unknown or revoked; or the session has ended.',
  403: 'The key lacks the scope, or may not do this; or a session writes from another origin.',
  404: 'There is no such thing.',
  409: 'It cannot be done as things stand.',
  413: 'The body is larger than allowed.',
  415: 'Another content type, charset or encoding than is taken here.',
  422: 'It can be read, and is not valid; `errors` names each field.',
  429: 'Too many wrong tries: not before `Retry-After` seconds.',
  503: 'Not now: the same request may be sent again after `Retry-After` seconds.',
};

/** The problem documents, `Problem400` and so on. */
export const problemResponses: Record<string, Json> = Object.fromEntries(
  Object.entries(TITLES).map(([status, description]) => [
    `Problem${status}`,
    {
      description,
      ...(['429', '503'].includes(status) && {
        headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer', minimum: 1 } } },
      }),
      ...(status === '401' && {
        headers: { 'WWW-Authenticate': { description: 'Bearer.', schema: { type: 'string' } } },
      }),
      content: { 'application/problem+json': { schema: schemaRef('Problem') } },
    },
  ]),
);
