import fc from 'fast-check';
import { type Line, LineSplitter } from './line-splitter.js';

function split(text: string | Buffer, cuts: readonly number[], longest = 1000): Line[] {
  const bytes = Buffer.from(text);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  const splitter = new LineSplitter(longest);
  const lines: Line[] = [];
  let from = 0;
  for (const to of ends) {
    lines.push(...splitter.push(bytes.subarray(from, to)));
    from = to;
  }
  return [...lines, ...splitter.end()];
}

describe('LineSplitter', () => {
  test('gives the same lines however the bytes come', () => {
    const line = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', ' ', '\r', '{"a":"ü€😀"}'));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat()), fc.boolean(), (parts, cuts, ended) => {
        const text = parts.join('\n') + (ended ? '\n' : '');
        const expected = text.split('\n').filter((each) => each.trim() !== '');
        expect(split(text, cuts)).toEqual(expected);
      }),
    );
  });

  test('a byte order mark is passed over at the start, and nowhere else', () => {
    expect(split('\ufeffa\n\ufeffb\n', [])).toEqual(['a', '\ufeffb']);
    expect(split('\ufeffa\n\ufeffb\n', [1, 2, 5])).toEqual(['a', '\ufeffb']);
  });

  test('of a line that is too long the first part is kept, and its length', () => {
    const fault = expect.stringContaining('1 MiB');
    const long = { fault, content: Buffer.from('12345'), contentLength: 7 };
    for (const cuts of [[], [4], [3, 7, 9], [2, 6, 10, 11]]) {
      expect(split('12345\n1234567\nok\n', cuts, 5)).toEqual(['12345', long, 'ok']);
      expect(split('ok\n1234567', cuts, 5)).toEqual(['ok', long]);
    }
  });

  test('a line that is no UTF-8 is one, the others are read', () => {
    const bytes = Buffer.from([0x61, 0x0a, 0xff, 0x0a, 0x62, 0x0a]);
    for (const cuts of [[], [2], [3], [1, 2, 3, 4, 5]]) {
      expect(split(bytes, cuts)).toEqual([
        'a',
        { fault: 'is not valid UTF-8', content: Buffer.from([0xff]), contentLength: 1 },
        'b',
      ]);
    }
  });
});
