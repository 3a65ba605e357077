import { placesOf } from './value-percentiles.js';

test('the bucket of each rank, and how many of its values are passed over', () => {
  // Ten values: 4 in the bucket of 0, none any more in that of 5, 3 in that of 10, 3 in that of 20.
  const counts = new Map([
    [20, 3],
    [5, 0],
    [0, 4],
    [10, 3],
  ]);
  const key = [1, 'contact'];
  // Ranks 4, 5 and 9: the last of the first bucket, the first of the next, the second of the last.
  expect(placesOf(key, counts, [0.4, 0.5, 0.9])).toEqual([
    { key, share: 0.4, bucket: 0, passed: 3 },
    { key, share: 0.5, bucket: 10, passed: 0 },
    { key, share: 0.9, bucket: 20, passed: 1 },
  ]);
});

test('no place where all values are gone', () => {
  expect(placesOf([1], new Map([[10, 0]]), [0.5])).toEqual([]);
});
