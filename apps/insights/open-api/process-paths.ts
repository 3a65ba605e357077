import { type Json, jsonAnswer, operation, type Paths } from './operation.js';

const READY: Json = {
  type: 'object',
  required: ['status', 'checks'],
  properties: {
    status: { type: 'string', enum: ['ready', 'not ready'] },
    checks: { type: 'object', additionalProperties: { type: 'string', enum: ['ok', 'failing'] } },
  },
};

/** What a process says of itself, to whoever can reach it: no key, no secrets. */
export const processPaths: Paths = {
  '/health/live': {
    get: operation({
      id: 'live',
      tag: 'Process',
      summary: 'Whether the process answers',
      answers: {
        200: jsonAnswer('It does.', {
          type: 'object',
          required: ['status'],
          properties: { status: { const: 'live' } },
        }),
      },
    }),
  },
  '/health/ready': {
    get: operation({
      id: 'ready',
      tag: 'Process',
      summary: 'Whether the process can do its work',
      answers: { 200: jsonAnswer('It can.', READY), 503: jsonAnswer('Some part is failing.', READY) },
    }),
  },
  '/metrics': {
    get: operation({
      id: 'prometheus',
      tag: 'Process',
      summary: 'Figures of the process, for Prometheus',
      answers: {
        200: {
          description: 'Text format of Prometheus.',
          content: { 'text/plain': { schema: { type: 'string' } } },
        },
      },
    }),
  },
  '/openapi.json': {
    get: operation({
      id: 'openApi',
      tag: 'Process',
      summary: 'This document',
      answers: { 200: jsonAnswer('OpenAPI 3.1.', { type: 'object' }) },
    }),
  },
};
