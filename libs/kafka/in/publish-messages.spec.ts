import type { Key } from '../../access/index.js';
import { type EventInput, readInput } from '../../intake/index.js';
import { emptyOutcome } from '../../intake/outcome.js';
import { type Arrival, publishMessages } from './publish-messages.js';
import { slices } from './slices.js';

const arrival = (event: object, offset: number): Arrival => ({
  input: readInput(JSON.stringify(event)),
  origin: { topic: 'in', partition: 0, offset: String(offset) },
});
const idOf = (input: EventInput) => (input as { value: { id: string } }).value.id;

test('merges and erasures of trusted sources, and nothing else, are published with an admin right, all in order', async () => {
  const published: [string[], Key][] = [];
  const publish = async (inputs: readonly EventInput[], key: Key) => {
    published.push([inputs.map(idOf), key]);
    return emptyOutcome();
  };
  const of = (id: string, type: string, source: string) => ({ id, type: `lifeledger.${type}.v1`, source });
  const arrivals = [
    of('1', 'purchase.completed', '/crm'),
    of('2', 'customer.merged', '/shop'),
    of('3', 'customer.merged', '/crm'),
    of('4', 'customer.erased', '/crm'),
    of('5', 'event.voided', '/crm'),
  ].map(arrival);
  expect(await publishMessages(arrivals, publish, new Set(['/crm']))).toEqual([]);
  expect(published.map(([ids, { scopes }]) => [ids, scopes.includes('admin')])).toEqual([
    [['1', '2'], false],
    [['3', '4'], true],
    [['5'], false],
  ]);
});

test('a letter for each that is rejected, with the origin of its own message', async () => {
  const errors = [{ path: 'time', message: 'is required' }];
  const publish = async (inputs: readonly EventInput[]) => ({
    ...emptyOutcome(),
    results: inputs.flatMap((input, index) =>
      idOf(input).startsWith('bad') ? [{ index, id: idOf(input), status: 'rejected' as const, errors }] : [],
    ),
  });
  const type = 'lifeledger.customer.erased.v1';
  const arrivals = [
    { id: 'good' },
    { id: 'bad-1' },
    { id: 'good', type, source: '/crm' },
    { id: 'bad-2', type, source: '/crm' },
  ].map(arrival);
  const letters = await publishMessages(arrivals, publish, new Set(['/crm']));
  expect(letters.map(({ id, origin }) => [id, origin.offset])).toEqual([
    ['bad-1', '1'],
    ['bad-2', '3'],
  ]);
});

describe('slices', () => {
  const sizes = (lengths: (number | null)[]) =>
    [...slices(lengths.map((length) => ({ value: length === null ? null : Buffer.alloc(length) })))].map(
      (slice) => slice.map(({ value }) => value?.length ?? null),
    );

  test('end at 1,000 messages', () => {
    expect(sizes(Array(2_001).fill(1)).map((slice) => slice.length)).toEqual([1000, 1000, 1]);
  });

  test('end before they hold more than 1 MiB; a larger message is one by itself', () => {
    const half = 512 * 1024;
    expect(sizes([half, half, 1, 3 * half, null, half])).toEqual([
      [half, half],
      [1],
      [3 * half],
      [null, half],
    ]);
  });

  test('of nothing are none', () => {
    expect(sizes([])).toEqual([]);
  });
});
