import fc from 'fast-check';
import { LosslessNumber } from 'lossless-json';
import { JsonTooDeep, parseJson, stringifyJson } from './json.js';

const read = (text: string) => parseJson(text).value;

describe('parseJson', () => {
  it.each([
    '1.10',
    '12345678901234567890',
    '1e3',
    '1E+3',
    '-0',
    '-0.0',
    '0.0000001',
    '1.0',
    '0.1234567890123456789',
    '9007199254740993',
    '1e400',
    '123456789012345678.5',
  ])('keeps the literal text of %s, wherever it stands', (literal) => {
    expect(read(literal)).toEqual(new LosslessNumber(literal));
    for (const text of [
      `{"a":${literal}}`,
      `[1,${literal}]`,
      `{"a":[\n  ${literal}\n ],"b":"x"}`,
      `{"a" :${literal} }`,
    ]) {
      expect(stringifyJson(read(text))).toBe(text.replace(/\s/g, ''));
    }
  });

  it.each([
    ['0', 0],
    ['-1', -1],
    ['29.33', 29.33],
    ['123456789012345', 123456789012345],
    ['0.000001', 0.000001],
  ])('reads %s as a number', (literal, number) => {
    expect(read(literal)).toBe(number);
    expect(read(`{"a":${literal},"b":1.10}`)).toEqual({ a: number, b: new LosslessNumber('1.10') });
  });

  it('gives back the literal text of any number', () => {
    const literals = fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,20})?([eE][+-]?\d{1,3})?$/);
    const texts = fc.array(
      fc.oneof(
        literals,
        fc.string().map((s) => JSON.stringify(s)),
      ),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(texts, (items) => {
        const text = `{"a":[${items.join(',')}]}`;
        expect(stringifyJson(read(text))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads any JSON as the engine does where no literal is at stake', () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false } as object), (text) => {
        expect(JSON.parse(stringifyJson(read(text)))).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each(['1', '1.10'])('keeps __proto__ as a key and pollutes nothing (beside %s)', (number) => {
    const value = read(`{"__proto__":{"polluted":true},"n":${number}}`) as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__', 'n']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(stringifyJson(value)).toBe(`{"__proto__":{"polluted":true},"n":${number}}`);
  });

  it.each(['1', '1.10'])('lets the last of two equal keys win (beside %s)', (number) => {
    expect(stringifyJson(read(`{"a":1,"n":${number},"a":{"b":2}}`))).toBe(`{"a":{"b":2},"n":${number}}`);
  });

  it('is not fooled by an object that looks like a number with its literal', () => {
    const text = '{"isLosslessNumber":true,"value":"1","toString":"x","toJSON":"y","n":1.10}';
    expect(stringifyJson(read(text))).toBe(text);
  });

  it.each([
    ['{"a":1,}', 7],
    ['{"a":x', 5],
    ['', 0],
    ['{"a":1.10,"b"}', 13],
    ['[1', 2],
    ['{"a":"\u0000"}', 6],
    ['{"a":01}', 6],
    ['{"a":1} {', 8],
  ])('says where %j is no JSON', (text, position) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
    expect(() => parseJson(text)).toThrow(`at position ${position}`);
  });

  it('reads 64 levels and no more, however many there are', () => {
    const nested = (levels: number) => `${'['.repeat(levels)}1.10${']'.repeat(levels)}`;
    expect(stringifyJson(read(nested(64)))).toBe(nested(64));
    expect(() => parseJson(nested(65))).toThrow(JsonTooDeep);
    expect(() => parseJson(nested(1_000_000))).toThrow('at most 64 levels');
    expect(() => parseJson('{"a":'.repeat(1_000_000))).toThrow(JsonTooDeep);
  });

  it('does not count brackets inside strings', () => {
    const value = { text: `"\\${'['.repeat(100)}\\`, more: '{'.repeat(100) };
    expect(read(JSON.stringify(value))).toEqual(value);
    expect(() => parseJson(`{"a":"\\\\","b":${'['.repeat(100)}`)).toThrow(JsonTooDeep);
  });

  it.each([
    ['{"a":"\\u0000"}', true],
    ['{"\\ud800":1}', true],
    ['{"a":"\\uDFFF"}', true],
    ['{"a":"\ud800"}', true],
    ['{"a":"😀 é \\u00e9"}', false],
    ['{"a":"plain"}', false],
  ])('tells whether %j may hold text that cannot be stored', (text, suspicious) => {
    expect(parseJson(text).suspicious).toBe(suspicious);
  });
});

describe('stringifyJson', () => {
  it('leaves out what is undefined, beside a literal too', () => {
    expect(stringifyJson({ a: undefined, b: 1 })).toBe('{"b":1}');
    expect(stringifyJson({ a: undefined, b: new LosslessNumber('1.0') })).toBe('{"b":1.0}');
  });
});
