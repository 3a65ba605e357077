import { type FieldRule, field } from './field.js';
import { isTextOf } from './text.js';

const PCHAR = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})";
/** A registered name or IPv4 address with what may stand around it, or an IP literal in brackets. */
const AUTHORITY = `${PCHAR}*|(?:${PCHAR}*@)?\\[[0-9A-Fa-fv:.]+\\](?::\\d*)?`;
/** URI reference, RFC 3986 section 4.1: without a scheme the first segment of a path holds no colon. */
const URI_REFERENCE = new RegExp(
  `^(?:[A-Za-z][A-Za-z0-9+.\\-]*:|(?![^/?#]*:))(?://(?:${AUTHORITY})(?=[/?#]|$))?(?:${PCHAR}|/)*(?:\\?(?:${PCHAR}|[/?])*)?(?:#(?:${PCHAR}|[/?])*)?$`,
);

export const sourceRule: FieldRule = {
  kind: 'source',
  allowed: 'a URI reference of 1 to 200 characters such as "/shop"',
  schema: { type: 'string', format: 'uri-reference', minLength: 1, maxLength: 200 },
  accepts: isSource,
};

/** The `source` of an event. */
export const IsSource = (description: string) => field(sourceRule, description);

/** Whether a value can be an event's source: a URI reference of 1 to 200 characters. */
export function isSource(value: unknown): value is string {
  return isTextOf(value, 200) && URI_REFERENCE.test(value);
}
