import type { FastifyRequest } from 'fastify';
import type { Key } from './key.js';
import type { Session } from './session-service.js';

/** A request as the guard lets it in. */
export interface KeyedRequest extends FastifyRequest {
  key?: Key;
  /** Where the request came by the cookie of a session, not by the key itself. */
  session?: Session;
}
