import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { guessFormat } from './guess-format.js';
import { fileStanding, openInput } from './open-input.js';
import { inChunks, listOf } from './testing/chunks.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lifeledger-input-'));
});
afterAll(() => rm(folder, { recursive: true }));

const written = async (name: string, content: string | Buffer) => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};
const contentOf = async (chunks: AsyncIterable<Buffer>) => Buffer.concat(await listOf(chunks)).toString();

test('gzip is known by its first bytes, not by the name', async () => {
  const packed = gzipSync('hello');
  const input = await openInput(await written('plain.txt', packed));
  expect(input.start.toString()).toBe('hello');
  expect(await contentOf(input.chunks)).toBe('hello');
  expect(input.bytesRead()).toBe(packed.length);

  const plain = await openInput(await written('not-packed.gz', 'hello'));
  expect(await contentOf(plain.chunks)).toBe('hello');
});

test('standard input may come a byte at a time, packed or not, and in several members', async () => {
  const two = Buffer.concat([gzipSync('one '), gzipSync('two')]);
  const packed = await openInput(Readable.from(inChunks(two, 1)));
  expect(await contentOf(packed.chunks)).toBe('one two');
  const plain = await openInput(Readable.from(inChunks('ab', 1)));
  expect(await contentOf(plain.chunks)).toBe('ab');
});

test('an empty file is empty', async () => {
  const input = await openInput(await written('empty', ''));
  expect(input.start).toHaveLength(0);
  expect(await contentOf(input.chunks)).toBe('');
});

test('a packed file that is cut off says so', async () => {
  const noise = Buffer.from(Array.from({ length: 100_000 }, (_, n) => (n * 7919) % 251));
  const path = await written('cut.gz', gzipSync(noise).subarray(0, -10));
  const input = await openInput(path);
  await expect(contentOf(input.chunks)).rejects.toThrow(/cut\.gz is damaged or cut off/);
});

test('what is not there or no file is named', async () => {
  await expect(openInput(join(folder, 'nothing'))).rejects.toThrow('nothing: there is no such file');
  await expect(fileStanding(join(folder, 'nothing'))).rejects.toThrow('nothing: there is no such file');
  await expect(openInput(folder)).rejects.toThrow('is a folder, not a file');
});

test.each([
  ['a.txt', '{"id":1}', 'cloudevents'],
  ['a.txt', '\ufeff \n[{', 'cloudevents'],
  ['a.csv', '[x],y', 'csv'],
  ['-', 'customer_id date number_of_cds dollar_value\r\n', 'cdnow'],
  ['a.txt', '00001 19970101  1    11.77\r\n', 'cdnow'],
  ['orders.csv', 'order,total', 'csv'],
  ['ORDERS.CSV.gz', 'order,total', 'csv'],
  ['orders.txt', 'order,total', undefined],
  ['-', 'order,total', undefined],
])('%s that begins with %j is %s', (name, start, format) => {
  expect(guessFormat(name, Buffer.from(start))).toBe(format);
});
