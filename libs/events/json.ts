import { LosslessNumber, parse as parseLossless } from 'lossless-json';

/** Deepest nesting of objects and arrays that is read. */
const MAX_DEPTH = 64;

/** The JSON is well-formed so far but nests deeper than is read. */
export class JsonTooDeep extends SyntaxError {
  constructor() {
    super(`JSON may nest at most ${MAX_DEPTH} levels deep`);
    this.name = 'JsonTooDeep';
  }
}

export interface ParsedJson {
  value: unknown;
  /** The text may hold U+0000 or a lone surrogate, in a value or a key: worth a closer look. */
  suspicious: boolean;
}

/**
 * A number literal that `String(Number(literal))` might not give back: sixteen digits or more, a zero at
 * the end of the fraction, an exponent, very small, or minus zero. What only looks like one inside a
 * string costs time, nothing else.
 */
const FRAGILE_NUMBER =
  /[:,[\s](?:-0|-?(?:\d[\d.]{15,}|\d+\.\d*0|0\.0{6}\d*|\d+(?:\.\d+)?[eE][+-]?\d+))(?=\s*(?:[,}\]]|$))/;
/** A text that is a number and nothing else. */
const BARE_NUMBER = /^[-\d]/;

const ESCAPED_TROUBLE = /\\u(?:0000|[dD][89a-fA-F])/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Reads JSON without losing a digit.
 *
 * A number whose literal text JavaScript would give back unchanged is a number; any other (`1.10`, `1e3`,
 * `12345678901234567890`) is a LosslessNumber that carries the text. Of a key given twice the last value
 * counts; `__proto__` is a key like any other.
 * @throws SyntaxError with the position of the first fault; JsonTooDeep beyond 64 levels
 */
export function parseJson(text: string): ParsedJson {
  if (isTooDeep(text)) throw new JsonTooDeep();
  return {
    value: readJson(text),
    suspicious: ESCAPED_TROUBLE.test(text) || LONE_SURROGATE.test(text),
  };
}

/** Reads JSON as `parseJson` does, at any depth: for text of our own writing. */
export function readJson(text: string): unknown {
  return FRAGILE_NUMBER.test(text) || BARE_NUMBER.test(text) ? parseKeepingLiterals(text) : parseNative(text);
}

/** Writes JSON; a LosslessNumber as the literal it was read from. */
export function stringifyJson(value: unknown): string {
  return holdsLiteral(value) ? write(value) : JSON.stringify(value);
}

/** The text of a JSON number as it was written, of either form `parseJson` gives; null for anything else. */
export function numberText(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return value instanceof LosslessNumber ? value.value : null;
}

/** Whether a parsed JSON value is an object: neither array nor null nor a number with its literal. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof LosslessNumber)
  );
}

function parseNative(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (fault) {
    // The engine's own message does not always say where; the other parser's does.
    parseKeepingLiterals(text);
    throw fault;
  }
}

function parseKeepingLiterals(text: string): unknown {
  return parseLossless(text, null, {
    parseNumber: (literal) => {
      const number = Number(literal);
      return String(number) === literal ? number : new LosslessNumber(literal);
    },
    onDuplicateKey: ({ newValue }) => newValue,
  });
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) {
      i = closingQuote(text, i);
      if (i === -1) return false;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > MAX_DEPTH) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}

/** Where the string that opens at `start` closes: the next quote behind an even number of backslashes. */
function closingQuote(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === 0x5c) before--;
    if ((end - before) % 2 === 1) return end;
  }
  return -1;
}

function holdsLiteral(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof LosslessNumber) return true;
  if (Array.isArray(value)) return value.some(holdsLiteral);
  for (const key of Object.keys(value)) {
    if (holdsLiteral((value as Record<string, unknown>)[key])) return true;
  }
  return false;
}

function write(value: unknown): string {
  if (value instanceof LosslessNumber) return value.value;
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .map((key) => `${JSON.stringify(key)}:${write(value[key])}`);
  return `{${members.join(',')}}`;
}
