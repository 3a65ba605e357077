import { isDue, pauseAfter } from './due.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const LONG_AGO = -60 * MINUTE;
const course = { refreshedAt: 0, pausedUntil: 5 * SECOND };

test.each([
  ['in the pause', { at: 4 * SECOND, moved: true, lastAsked: LONG_AGO }, false],
  ['after it', { at: 5 * SECOND, moved: true, lastAsked: LONG_AGO }, true],
  ['nothing has moved', { at: 9 * MINUTE, moved: false, lastAsked: LONG_AGO }, false],
  ['nothing has moved for ten minutes', { at: 10 * MINUTE, moved: false, lastAsked: LONG_AGO }, true],
  ['a metric was asked for a second ago', { at: MINUTE, moved: true, lastAsked: MINUTE - SECOND }, false],
  ['two seconds ago', { at: MINUTE, moved: true, lastAsked: MINUTE - 2 * SECOND }, true],
  ['asked all the time for five minutes', { at: 5 * MINUTE, moved: true, lastAsked: 5 * MINUTE }, true],
])('%s', (_, now, due) => {
  expect(isDue(course, now)).toBe(due);
});

test('the first time does not wait for quiet', () => {
  const never = { refreshedAt: null, pausedUntil: 0 };
  expect(isDue(never, { at: SECOND, moved: true, lastAsked: SECOND })).toBe(true);
});

test('a refresh takes a twentieth of the time at most', () => {
  // 1 s of every 20; after 100 ms the least pause
  expect([1_000, 100, 0].map(pauseAfter)).toEqual([19_000, 5_000, 5_000]);
});
