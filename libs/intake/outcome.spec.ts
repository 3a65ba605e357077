import type { LedgerEvent } from '../events/index.js';
import { Rejection } from './judge.js';
import { addOutcome, answerOf, emptyOutcome, summarise } from './outcome.js';

const event = (id: string) => ({ id }) as LedgerEvent;
const errors = [{ path: 'time', message: 'must be' }];

test('a batch is summed up in the order of its events', () => {
  const outcome = summarise(
    [
      event('a'),
      new Rejection('b', errors, false),
      event('c'),
      new Rejection(null, errors, true),
      event('d'),
    ],
    [
      { status: 'duplicate', position: 9, conflict: true },
      { status: 'appended', position: 8, revision: 0 },
      { status: 'duplicate', position: 3, conflict: false },
    ],
  );
  expect(answerOf(outcome)).toEqual({
    accepted: 1,
    duplicates: 2,
    rejected: 2,
    position: '9',
    results: [
      { index: 0, id: 'a', status: 'duplicate', position: '9', conflict: true },
      { index: 1, id: 'b', status: 'rejected', errors },
      { index: 3, id: null, status: 'rejected', errors },
      { index: 4, id: 'd', status: 'duplicate', position: '3' },
    ],
  });
  expect(outcome.forbidden).toBe(1);
});

test('later batches are added with their place in the stream, up to 1,000 results', () => {
  const rejected = summarise(Array(600).fill(new Rejection('x', errors, false)), []);
  const total = emptyOutcome();
  addOutcome(total, summarise([event('a')], [{ status: 'appended', position: 5, revision: 0 }]), 0);
  addOutcome(total, rejected, 1);
  expect([total.position, total.results.length, total.truncated]).toEqual([5, 600, false]);
  addOutcome(total, rejected, 601);
  expect([total.accepted, total.rejected, total.results.length, total.truncated]).toEqual([
    1,
    1200,
    1000,
    true,
  ]);
  expect([total.results[0].index, total.results[999].index]).toEqual([1, 1000]);
});
