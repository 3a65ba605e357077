import { isUtf8 } from 'node:buffer';
import type { IHeaders } from 'kafkajs';
import { parseJson } from '../../events/index.js';
import { type EventInput, LONGEST_EVENT, readInput, TOO_LONG } from '../../intake/index.js';

/** What of a Kafka message makes an event. */
export interface Message {
  value: Buffer | null;
  headers?: IHeaders;
}

const PREFIX = 'ce_';
const STRUCTURED_TYPE = 'application/cloudevents+json';

/**
 * The event a message holds, by CloudEvents' Kafka protocol binding 1.0.2: structured (section 3.3) when its
 * content-type begins with `application/cloudevents`, binary (section 3.2) when it has `ce_*` headers. A message with
 * neither is taken for structured JSON.
 *
 * Of a binary message whose value is no JSON the event holds the bytes as `data_base64`, so that it is rejected with
 * its attributes.
 */
export function readMessage({ value, headers = {} }: Message): EventInput {
  const content = value ?? Buffer.alloc(0);
  if (content.length > LONGEST_EVENT) return unreadable(TOO_LONG, content);
  const { texts, fault } = readHeaders(headers);
  if (fault !== undefined) return unreadable(fault, content);
  const contentType = texts.get('content-type');
  if (contentType !== undefined && /^application\/cloudevents/i.test(contentType)) {
    const mediaType = contentType.split(';', 1)[0].trim().toLowerCase();
    if (mediaType === STRUCTURED_TYPE) return structured(content);
    return unreadable(
      `must have the content-type ${STRUCTURED_TYPE}, or application/json in binary mode`,
      content,
    );
  }
  if ([...texts.keys()].some((name) => name.startsWith(PREFIX))) return binary(texts, contentType, content);
  return structured(content);
}

function structured(content: Buffer): EventInput {
  if (content.length === 0) return unreadable('has no value', content);
  if (!isUtf8(content)) return unreadable('is not valid UTF-8', content);
  return readInput(content.toString('utf8'));
}

function binary(
  texts: ReadonlyMap<string, string>,
  contentType: string | undefined,
  content: Buffer,
): EventInput {
  // Without a prototype, so that an attribute of any name is an ordinary one.
  const event: Record<string, unknown> = Object.create(null);
  let suspicious = false;
  for (const [name, text] of texts) {
    if (!name.startsWith(PREFIX)) continue;
    event[name.slice(PREFIX.length)] = text;
    suspicious ||= text.includes('\0');
  }
  if (contentType !== undefined) event.datacontenttype = contentType;
  if (content.length === 0) return { value: event, suspicious };
  const data = jsonOf(content);
  if (data === undefined)
    return { value: Object.assign(event, { data_base64: content.toString('base64') }), suspicious };
  return { value: Object.assign(event, { data: data.value }), suspicious: suspicious || data.suspicious };
}

function jsonOf(content: Buffer): ReturnType<typeof parseJson> | undefined {
  if (!isUtf8(content)) return undefined;
  try {
    return parseJson(content.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The headers that matter, names in lower case; or what is wrong with them. */
function readHeaders(headers: IHeaders): { texts: Map<string, string>; fault?: string } {
  const texts = new Map<string, string>();
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    if (value === undefined || (name !== 'content-type' && !name.startsWith(PREFIX))) continue;
    if (Array.isArray(value) || texts.has(name))
      return { texts, fault: `must have the header ${shown(name)} once` };
    if (name === 'ce_data' || name === 'ce_data_base64' || name === 'ce_datacontenttype') {
      return { texts, fault: `must not have the header ${name}: the value is data, content-type its type` };
    }
    const bytes = Buffer.from(value);
    if (!isUtf8(bytes)) return { texts, fault: `must have the header ${shown(name)} in UTF-8` };
    texts.set(name, bytes.toString('utf8'));
  }
  return { texts };
}

function shown(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}…` : name;
}

function unreadable(fault: string, content: Buffer): EventInput {
  return { fault, content: content.subarray(0, LONGEST_EVENT), contentLength: content.length };
}
