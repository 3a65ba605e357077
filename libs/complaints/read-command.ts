import type { FastifyRequest } from 'fastify';
import { findEventType, isJsonObject, parseJson } from '../events/index.js';
import { badRequest, mediaType, Problem, readBody, utf8Text } from '../http/index.js';
import { typeOf } from './draft-event.js';
import type { Action } from './state-machine.js';

const MOST_BODY_BYTES = 1024 * 1024;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,128}$/;

/** The names a command's body may hold: the fields of its event, and what the event has outside `data`. */
export function commandFields(action: Action): string[] {
  const own = (findEventType(typeOf(action))?.fields ?? []).map(({ name }) => name);
  return action === 'open'
    ? ['customer', ...own, 'time', 'source']
    : [...own.filter((name) => name !== 'complaintId'), 'time', 'source'];
}

/**
 * The fields of a command's body; none for a request without a body.
 * @throws Problem 415, 413, 400 for what is no JSON object, 422 for names that are no fields of the command
 */
export async function readFields(request: FastifyRequest, action: Action): Promise<Record<string, unknown>> {
  const type = mediaType(request);
  if (type !== undefined && type !== 'application/json') throw wrongType();
  const body = await readBody(request, MOST_BODY_BYTES);
  if (body.length === 0) return {};
  if (type === undefined) throw wrongType();
  const fields = parseObject(utf8Text(body));
  const known = commandFields(action);
  const errors = Object.keys(fields)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: name,
      message: `is not a field of this command; there are: ${known.join(', ')}`,
    }));
  if (errors.length > 0) throw new Problem(422, 'the command is not valid', { errors });
  return fields;
}

/** @throws Problem 400 */
export function readIdempotencyKey(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && IDEMPOTENCY_KEY.test(key)) return key;
  throw badRequest('Idempotency-Key', 'must be 1 to 128 printable ASCII characters without spaces');
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    ({ value } = parseJson(text));
  } catch (error) {
    throw badRequest('', `is no JSON: ${(error as Error).message}`);
  }
  if (!isJsonObject(value)) throw badRequest('', 'must be a JSON object');
  return value;
}

function wrongType(): Problem {
  return new Problem(415, 'Content-Type must be application/json');
}
