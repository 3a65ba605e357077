import fc from 'fast-check';
import type { Case, Step } from '../facts/index.js';
import { courseOf } from './case-course.js';

/** A complaint that was opened at 0, with what happened to it at 1, 2, 3 …: times and positions are the same. */
function complaint(...kinds: Step['kind'][]): Case {
  return {
    ...{ position: 0, time: 0, id: 'k', channel: 'email' },
    ...{ topic: 'unknown', touchpoint: 'unknown', product: 'unknown' },
    steps: kinds.map((kind, i) => ({
      ...{ kind, position: i + 1, time: i + 1, amount: null, unconverted: null },
    })),
  };
}

const reopenedAt = (...kinds: Step['kind'][]) =>
  courseOf(complaint(...kinds)).reopenings.map(({ time }) => time);

test.each<[reopened: number[], kinds: Step['kind'][]]>([
  [[], ['reopened']],
  [[], ['answered', 'reopened']],
  [[2], ['resolved', 'reopened']],
  // An answer or transfer between takes nothing back.
  [[4], ['resolved', 'answered', 'transferred', 'reopened']],
  // The second finds it open again.
  [[2], ['resolved', 'reopened', 'reopened']],
  [
    [2, 5],
    ['resolved', 'reopened', 'reopened', 'resolved', 'reopened'],
  ],
  // Resolved twice is resolved.
  [[3], ['resolved', 'resolved', 'reopened']],
  [[3], ['reopened', 'resolved', 'reopened']],
])('reopened at %j of %j', (reopened, kinds) => {
  expect(reopenedAt(...kinds)).toEqual(reopened);
});

test('the first resolution after the last reopening is the same with and without reopenings that do not count', () => {
  const kinds = fc.array(fc.constantFrom<Step['kind']>('answered', 'resolved', 'reopened'), { maxLength: 9 });
  fc.assert(
    fc.property(kinds, (drawn) => {
      const whole = complaint(...drawn);
      const { reopenings, resolution } = courseOf(whole);
      const counting = whole.steps.filter((step) => step.kind !== 'reopened' || reopenings.includes(step));
      expect(courseOf({ ...whole, steps: counting }).resolution).toEqual(resolution);
    }),
  );
});
