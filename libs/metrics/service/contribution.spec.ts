import { calendar, DAY, MINUTE } from '../../calendar/index.js';
import { type Case, emptyHistory, visibleHistory } from '../../facts/index.js';
import { contribute, RESOLVED_AT_FIRST, SETTLED } from './contribution.js';

const QUESTION = {
  grain: 'month' as const,
  calendar: calendar('month', 'UTC'),
  days: calendar('day', 'UTC'),
  window: 0,
  own: {},
  splits: [[]],
};
const START = Date.UTC(2024, 0, 10) * 1000;
const WEEK = 7 * DAY;

let position = 0;
/** A contact on the bill that was resolved so many microseconds later; not at all without. */
function contact(time: number, took?: number, topic = 'bill'): Case {
  const steps =
    took === undefined
      ? []
      : [
          {
            position: ++position,
            time: time + took,
            kind: 'resolved' as const,
            amount: null,
            unconverted: null,
          },
        ];
  return {
    ...{ position: ++position, time, id: `c${position}`, topic, steps },
    ...{ channel: 'voice', touchpoint: 'unknown', product: 'unknown' },
  };
}

/** What the contacts add to settled and resolved at first, and when that changes by itself. */
function settled(contacts: Case[], asOf: number) {
  const history = { ...emptyHistory(['', '', '', '', '']), contacts };
  const sums = [0, 0];
  const changes: number[] = [];
  contribute(visibleHistory(history, asOf, new Map()), QUESTION, {
    cell: () => ({
      add: (measure, value) => {
        if (measure === SETTLED) sums[0] += value as number;
        if (measure === RESOLVED_AT_FIRST) sums[1] += value as number;
      },
    }),
    unconverted: () => undefined,
    changesAt: (time) => changes.push(time),
  });
  return { settled: sums[0], atFirst: sums[1], changes };
}

describe('first-contact resolution', () => {
  const resolved = START + MINUTE;

  it('is known a week after the resolution, to the microsecond, and says so before', () => {
    const contacts = [contact(START, MINUTE)];
    expect(settled(contacts, resolved + WEEK - 1)).toEqual({
      settled: 0,
      atFirst: 0,
      changes: [resolved + WEEK],
    });
    expect(settled(contacts, resolved + WEEK)).toEqual({ settled: 1, atFirst: 1, changes: [] });
  });

  it.each([
    ['at the resolution', 0, 'bill', 1],
    ['a microsecond after it', 1, 'bill', 0],
    ['a week after it', WEEK, 'bill', 0],
    ['a week and a microsecond after it', WEEK + 1, 'bill', 1],
    ['on another topic', 1, 'delivery', 1],
  ])('with a further contact %s', (_, after, topic, atFirst) => {
    const contacts = [contact(START, MINUTE), contact(resolved + after, undefined, topic)];
    expect(settled(contacts, resolved + 2 * WEEK)).toMatchObject({ settled: 1, atFirst });
  });

  it('a contact before the resolution is no further one', () => {
    const contacts = [contact(START, MINUTE), contact(START + 1)];
    expect(settled(contacts, resolved + WEEK)).toMatchObject({ settled: 1, atFirst: 1 });
  });
});
