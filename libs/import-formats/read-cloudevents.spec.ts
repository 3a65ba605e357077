import { execFileSync } from 'node:child_process';
import { createReadStream, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEvent } from '../events/index.js';
import { readCloudEvents } from './read-cloudevents.js';
import { inChunks, listOf } from './testing/chunks.js';

const read = (content: string | Buffer, size = 7) => {
  const bytes = Buffer.from(content);
  return listOf(readCloudEvents(inChunks(bytes, size), bytes.subarray(0, 64)));
};

describe('one event on each line', () => {
  test('lines as they are, whatever they end in; blank ones are counted', async () => {
    const content = '\ufeff{"a":1}\r\n\n  \n{"b":"\u2028 \u00e9"}\n{"c":';
    for (const size of [1, 3, 1000]) {
      expect(await read(content, size)).toEqual([
        { place: 1, json: '{"a":1}' },
        { place: 4, json: '{"b":"\u2028 \u00e9"}' },
        { place: 5, json: '{"c":' },
      ]);
    }
  });

  test('what is too long or no UTF-8 is a fault, and the next line is read', async () => {
    const long = `{"a":"${'x'.repeat(1024 * 1024)}"}`;
    const content = Buffer.concat([
      Buffer.from(`${long}\n{"b":"`),
      Buffer.from([0xff]),
      Buffer.from('"}\n{"c":1}\n'),
    ]);
    expect(await read(content, 65_536)).toEqual([
      { place: 1, fault: 'is longer than the 1048576 bytes allowed' },
      { place: 2, fault: 'is not valid UTF-8' },
      { place: 3, json: '{"c":1}' },
    ]);
  });

  test('an event spread over lines is refused with the way out', async () => {
    await expect(read('{\n  "id": "1"\n}\n')).rejects.toThrow('each event must be on one line');
  });
});

describe('a JSON array', () => {
  test('elements as they are written, on one line, wherever the pieces are cut', async () => {
    const content = '\n [ {"a":[1,{"b":"],}\\""}]} ,\r\n {\n"c": 1.10}\n, 5 ] \n';
    for (const size of [1, 2, 5, 1000]) {
      expect(await read(content, size)).toEqual([
        { place: 1, json: '{"a":[1,{"b":"],}\\""}]}' },
        { place: 2, json: '{ "c": 1.10}' },
        { place: 3, json: '5' },
      ]);
    }
  });

  test('an empty one holds nothing', async () => {
    expect(await read('[ ]')).toEqual([]);
  });

  test('a comma too many is a fault of its place', async () => {
    const fault = 'is missing: there is a comma too many';
    expect(await read('[{},,{},]')).toEqual([
      { place: 1, json: '{}' },
      { place: 2, fault },
      { place: 3, json: '{}' },
      { place: 4, fault },
    ]);
  });

  test('an element too long is a fault, the only one too', async () => {
    expect(await read(`[{"a":"${'x'.repeat(1024 * 1024)}"}]`, 65_536)).toEqual([
      { place: 1, fault: 'is longer than the 1048576 bytes allowed' },
    ]);
  });

  test('one that does not end, or goes on after its end, is refused', async () => {
    await expect(read('[{"a":1},{"b":')).rejects.toThrow('does not end; its element 2 is the last begun');
    await expect(read('[{"a":1}] {"b":1}')).rejects.toThrow('something follows the JSON array of 1 elements');
  });
});

test('the sample of a shop is valid, of the past, and what its generator writes', async () => {
  const sample = resolve('samples/shop.ndjson');
  const now = Date.UTC(2025, 6, 1) * 1000;
  const identities = new Set<string>();
  const entries = await listOf(readCloudEvents(createReadStream(sample), Buffer.alloc(0)));
  for (const entry of entries) {
    const event = JSON.parse((entry as { json: string }).json);
    // `now` without the day of grace that the catalogue gives clocks
    expect(parseEvent(event, { now: now - 86_400_000_000, reportingCurrency: 'USD' })).toMatchObject({
      ok: true,
    });
    identities.add(`${event.source} ${event.id}`);
  }
  expect(entries).toHaveLength(2_002);
  expect(identities.size).toBe(2_002);
  const generated = execFileSync(process.execPath, ['samples/generate.mjs'], { maxBuffer: 16 * 1024 * 1024 });
  expect(generated.equals(readFileSync(sample))).toBe(true);
});
