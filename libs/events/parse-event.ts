import { findEventType, unknownTypeMessage } from './catalogue.js';
import type { CatalogueEntry } from './catalogue-entry.js';
import { memberPath } from './field-path.js';
import type { PublishedData } from './fields/field.js';
import { isSource, sourceRule } from './fields/source.js';
import { isId } from './fields/text.js';
import { isJsonObject } from './json.js';
import type { FieldError, LedgerEvent, PersonalFields } from './ledger-event.js';
import { nestsDeeperThan } from './nesting.js';
import { setMember } from './set-member.js';
import { parseTime } from './time.js';
import { unstorableText } from './unstorable-text.js';

export interface ParseContext {
  /** The server's clock: microseconds since the epoch. */
  now: number;
  /** ISO 4217 code stored with amounts that come without a currency. */
  reportingCurrency: string;
  /**
   * What `parseJson` said of the text the event was read from: false spares the search for text that
   * cannot be stored. Leave it out for an event that comes from anywhere else.
   */
  suspicious?: boolean;
}

export type ParsedEvent =
  | { ok: true; event: LedgerEvent }
  /** `id` as published, where it is a valid one. */
  | { ok: false; id?: string; errors: FieldError[] };

const DAY = 86_400_000_000;
const MOST_ERRORS = 100;
/** Unknown fields nest less deep than JSON may, so that an event can be wrapped and posted again. */
const UNKNOWN_DEPTH = 32;

/** CloudEvents attributes that are no extensions, and what is dropped on the way in. */
const ATTRIBUTES: ReadonlySet<string> = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'datacontenttype',
  'data',
  'data_base64',
  'position',
  'recordedtime',
]);

/**
 * Checks a CloudEvent against the catalogue and takes it apart for the log.
 *
 * Attributes and optional fields that are null count as left out (CloudEvents JSON format, section 2.2).
 * @param input what `parseJson` made of the event's JSON
 * @returns the event, or everything that is wrong with it (the first hundred errors)
 */
export function parseEvent(input: unknown, context: ParseContext): ParsedEvent {
  if (!isJsonObject(input)) {
    return { ok: false, errors: [{ path: '', message: 'must be a CloudEvent: a JSON object' }] };
  }
  const errors: FieldError[] = [];
  const { id, source, type } = input;
  if (context.suspicious !== false) {
    const { position: _position, recordedtime: _recordedtime, ...kept } = input;
    unstorableText(kept, '', errors);
  }

  if (input.specversion !== '1.0') errors.push(wrong('specversion', input.specversion, '"1.0"'));
  if (!isId(id)) errors.push(wrong('id', id, 'a string of 1 to 200 characters'));
  if (!isSource(source)) errors.push(wrong('source', source, sourceRule.allowed));
  const entry = typeof type === 'string' ? findEventType(type) : undefined;
  if (typeof type !== 'string') errors.push(wrong('type', type, 'a type of the catalogue'));
  else if (entry === undefined) errors.push({ path: 'type', message: unknownTypeMessage(type) });
  if (entry !== undefined) checkSubject(entry, input.subject, errors);
  const time = checkTime(input.time, context.now, errors);
  checkContent(input, errors);
  const extensions = checkExtensions(input, errors);
  const data = input.data;
  if (isJsonObject(data)) entry?.validate(data, errors);
  if (errors.length > 0) return failure(id, errors);

  const { known, personal } = entry!.separate(
    withCurrency(entry!, data as PublishedData, context.reportingCurrency),
  );
  if (personal !== null) checkDepth(personal, 'data', errors);
  if (errors.length > 0) return failure(id, errors);
  return {
    ok: true,
    event: {
      source: source as string,
      id: id as string,
      type: entry!.type,
      subject: (input.subject as string | undefined) ?? null,
      time: time!,
      data: known,
      personal: personalFields(personal, extensions),
    },
  };
}

function checkSubject(entry: CatalogueEntry, subject: unknown, errors: FieldError[]): void {
  if (entry.subject !== null) {
    if (!isId(subject)) {
      errors.push(wrong('subject', subject, `${entry.subject}, a string of 1 to 200 characters`));
    }
  } else if (subject !== undefined && subject !== null) {
    errors.push({ path: 'subject', message: `must be left out: ${entry.type} belongs to no customer` });
  }
}

function checkTime(time: unknown, now: number, errors: FieldError[]): number | null {
  const instant = typeof time === 'string' ? parseTime(time) : null;
  if (instant === null) {
    const allowed =
      'an RFC 3339 date-time with offset such as "2026-03-02T10:15:00Z", ' +
      "from the year 1700 to 24 hours ahead of the server's clock";
    errors.push(wrong('time', time, allowed));
  } else if (instant > now + DAY) {
    errors.push({ path: 'time', message: "must be at most 24 hours ahead of the server's clock" });
  }
  return instant;
}

function checkContent(input: Record<string, unknown>, errors: FieldError[]): void {
  const contentType = input.datacontenttype;
  if (contentType !== undefined && contentType !== null && contentType !== 'application/json') {
    if (typeof contentType !== 'string' || !isJsonType(contentType)) {
      errors.push({ path: 'datacontenttype', message: 'must be application/json, or left out' });
    }
  }
  if (input.data_base64 !== undefined && input.data_base64 !== null) {
    errors.push({ path: 'data_base64', message: 'must be left out: data is a JSON object' });
  }
  if (!isJsonObject(input.data)) {
    errors.push(wrong('data', input.data, 'a JSON object with the fields of the type'));
  }
}

function isJsonType(contentType: string): boolean {
  return /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(contentType);
}

/** CloudEvents 1.0, "Naming conventions" and "Type system". */
function checkExtensions(
  input: Record<string, unknown>,
  errors: FieldError[],
): Record<string, unknown> | null {
  let extensions: Record<string, unknown> | null = null;
  for (const name of Object.keys(input)) {
    if (ATTRIBUTES.has(name)) continue;
    const value = input[name];
    const path = memberPath('', name);
    if (!/^[a-z0-9]+$/.test(name)) {
      const message = 'must have a name of lower-case letters and digits, as extensions of CloudEvents have';
      errors.push({ path, message });
    } else if (value !== null && (Array.isArray(value) || isJsonObject(value))) {
      errors.push({
        path,
        message: 'must be a string, a number, true or false, as extensions of CloudEvents are',
      });
    } else if (value !== null && value !== undefined) {
      extensions ??= {};
      setMember(extensions, name, value);
    }
  }
  return extensions;
}

function checkDepth(personal: Record<string, unknown>, path: string, errors: FieldError[]): void {
  for (const key of Object.keys(personal)) {
    if (nestsDeeperThan(UNKNOWN_DEPTH, personal[key])) {
      errors.push({ path: memberPath(path, key), message: `must nest at most ${UNKNOWN_DEPTH} levels deep` });
    }
  }
}

/** Amounts without a currency are in the reporting currency, where the type has a currency at all. */
function withCurrency(entry: CatalogueEntry, data: PublishedData, reportingCurrency: string): PublishedData {
  const given = (name: string) => data[name] !== undefined && data[name] !== null;
  if (given('currency') || !entry.fields.some(({ name }) => name === 'currency')) return data;
  const hasAmount = entry.fields.some(({ name, rule }) => rule.kind === 'amount' && given(name));
  return hasAmount ? { ...data, currency: reportingCurrency } : data;
}

function personalFields(
  data: Record<string, unknown> | null,
  extensions: Record<string, unknown> | null,
): PersonalFields | null {
  if (data === null && extensions === null) return null;
  return { ...(data !== null && { data }), ...(extensions !== null && { extensions }) };
}

function wrong(path: string, value: unknown, allowed: string): FieldError {
  const missing = value === undefined || value === null;
  return { path, message: missing ? `is required: ${allowed}` : `must be ${allowed}` };
}

function failure(id: unknown, errors: FieldError[]): ParsedEvent {
  const more = errors.length - MOST_ERRORS;
  const told =
    more > 0 ? [...errors.slice(0, MOST_ERRORS), { path: '', message: `and ${more} more` }] : errors;
  return { ok: false, ...(isId(id) && !errors.some(({ path }) => path === 'id') && { id }), errors: told };
}
