import type { FastifyRequest } from 'fastify';
import { isJsonObject, parseJson, stringifyJson } from '../events/index.js';
import { badRequest, Problem, utf8Text } from '../http/index.js';
import { binaryAttributes, isBinaryMode } from './binary-mode.js';
import { type EventInput, LONGEST_EVENT, TOO_LONG } from './event-input.js';

/** How a body holds its events. */
export type BodyForm = 'one' | 'batch' | 'one-or-batch' | 'binary' | 'lines';

export const MOST_EVENTS = 5000;

/**
 * The form a content type stands for.
 * @throws Problem 415 for any other
 */
export function bodyForm(type: string | undefined, request: FastifyRequest): BodyForm {
  switch (type) {
    case 'application/cloudevents+json':
      return 'one';
    case 'application/cloudevents-batch+json':
      return 'batch';
    case 'application/x-ndjson':
      return 'lines';
    case 'application/json':
      return isBinaryMode(request.raw) ? 'binary' : 'one-or-batch';
    default:
      throw new Problem(
        415,
        'Content-Type must be application/cloudevents+json, application/cloudevents-batch+json, application/json ' +
          'or application/x-ndjson; in binary mode application/json',
      );
  }
}

/**
 * The events of a whole body.
 * @returns one input, which is answered as one event, or an array of them
 * @throws Problem 400 for what is no JSON, 413 for too much
 */
export function readEvents(
  form: Exclude<BodyForm, 'lines'>,
  body: Buffer,
  request: FastifyRequest,
): EventInput | EventInput[] {
  if (form === 'binary') return binaryEvent(body, request);
  const { value, suspicious } = readJson(body);
  if (form === 'one' || (form === 'one-or-batch' && isJsonObject(value))) {
    checkOne(body);
    return { value, suspicious };
  }
  if (!Array.isArray(value)) throw badRequest('', 'must be an array of events');
  if (value.length > MOST_EVENTS) {
    throw new Problem(413, `a batch may hold ${MOST_EVENTS} events; this one has ${value.length}`);
  }
  const inputs = value.map((event) => ({ value: event, suspicious }));
  return body.length > LONGEST_EVENT ? inputs.map(unlessTooLong) : inputs;
}

function binaryEvent(body: Buffer, request: FastifyRequest): EventInput {
  checkOne(body);
  const attributes = binaryAttributes(request.raw);
  // A header can hold U+0000 percent-encoded, where the look at the JSON text does not see it.
  const suspicious = Object.values(attributes).some((text) => text.includes('\0'));
  const event = Object.assign(attributes, { datacontenttype: 'application/json' });
  if (body.length === 0) return { value: event, suspicious };
  const data = readJson(body);
  return { value: Object.assign(event, { data: data.value }), suspicious: suspicious || data.suspicious };
}

function readJson(body: Buffer): ReturnType<typeof parseJson> {
  const text = utf8Text(body);
  try {
    return parseJson(text);
  } catch (error) {
    throw badRequest('', `is no JSON: ${(error as Error).message}`);
  }
}

function checkOne(body: Buffer): void {
  if (body.length > LONGEST_EVENT) throw new Problem(413, `an event ${TOO_LONG}`);
}

function unlessTooLong(input: { value: unknown; suspicious: boolean }): EventInput {
  const text = stringifyJson(input.value);
  // No character is longer than three bytes for each of its UTF-16 units.
  if (text.length * 3 <= LONGEST_EVENT) return input;
  const content = Buffer.from(text);
  if (content.length <= LONGEST_EVENT) return input;
  return { fault: TOO_LONG, content: content.subarray(0, LONGEST_EVENT), contentLength: content.length };
}
