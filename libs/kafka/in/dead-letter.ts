import { type FieldError, findEventType, isId, isJsonObject, isSource } from '../../events/index.js';
import type { EventInput } from '../../intake/index.js';

/** Where a message lay. */
export interface Origin {
  topic: string;
  partition: number;
  /** A decimal string: offsets may be beyond 2^53. */
  offset: string;
}

/** What is told of an event that was not accepted: who, why and where, and nothing of what it said. */
export interface DeadLetter {
  /** The event's identity, as far as it has a valid one. */
  source: string | null;
  id: string | null;
  reason: FieldError[];
  origin: Origin;
}

const ATTRIBUTES = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'datacontenttype',
  'data',
  'data_base64',
]);

/** The dead letter of an input that was rejected. */
export function deadLetter(input: EventInput, errors: readonly FieldError[], origin: Origin): DeadLetter {
  const event = 'value' in input && isJsonObject(input.value) ? input.value : {};
  return {
    source: isSource(event.source) ? event.source : null,
    id: isId(event.id) ? event.id : null,
    reason: errors.map((error) => withoutContent(error, event.type)),
    origin,
  };
}

/**
 * An error that quotes nothing: names of fields that the catalogue does not know are cut from its path, and a message
 * about the type or the JSON itself ends before what it quotes.
 */
function withoutContent({ path, message }: FieldError, type: unknown): FieldError {
  const open = knownPath(path, type);
  return { path: open, message: open === '' || open === 'type' ? message.split(':', 1)[0] : message };
}

/** A path as far as the catalogue knows its names: `data.attributes` of `data.attributes["a b"]`. */
function knownPath(path: string, type: unknown): string {
  const [root, ...members] = path.split(/[.[]/);
  if (!ATTRIBUTES.has(root)) return '';
  let fields = typeof type === 'string' ? findEventType(type)?.fields : undefined;
  let known = root;
  for (const member of members) {
    const field = fields?.find(({ name }) => name === member);
    if (!field) break;
    known += `.${member}`;
    fields = field.nested;
  }
  return known;
}
