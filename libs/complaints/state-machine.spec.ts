import fc from 'fast-check';
import type { RecordedEvent } from '../events/index.js';
import { foldComplaint } from './complaint.js';
import { type Action, type ComplaintState, decide, EVENT_OF, evolve, type Step } from './state-machine.js';

const ACTIONS = Object.keys(EVENT_OF) as Action[];

/** What each action makes of each state, by hand; a dash where it is refused. */
const TABLE: [from: ComplaintState | 'new', to: Record<Action, ComplaintState | '-'>][] = [
  ['new', { open: 'open', answer: '-', resolve: '-', reopen: '-' }],
  ['open', { open: '-', answer: 'answered', resolve: 'resolved', reopen: '-' }],
  ['answered', { open: '-', answer: '-', resolve: 'resolved', reopen: '-' }],
  ['resolved', { open: '-', answer: '-', resolve: '-', reopen: 'open' }],
];

test.each(TABLE)('what may be done with a complaint that is %s', (from, to) => {
  const state = from === 'new' ? null : from;
  for (const action of ACTIONS) {
    const decision = decide(state, action);
    if (to[action] === '-') {
      expect(decision).toEqual({ refusal: expect.stringContaining(`the complaint is ${from}`) });
      continue;
    }
    expect(decision).toEqual({ event: EVENT_OF[action] });
    if (state !== null) expect(evolve(state, EVENT_OF[action] as Step)).toBe(to[action]);
  }
});

test('a refusal names the states that would fit', () => {
  expect(decide('resolved', 'resolve')).toEqual({
    refusal: 'the complaint is resolved; to resolve it, it must be open or answered',
  });
  expect(decide('open', 'open')).toEqual({ refusal: 'the complaint is open; to open it, it must be new' });
});

test.each<[ComplaintState, Step, ComplaintState]>([
  ['answered', 'answered', 'answered'],
  ['resolved', 'answered', 'resolved'],
  ['resolved', 'resolved', 'resolved'],
  ['open', 'reopened', 'open'],
  ['answered', 'reopened', 'answered'],
])('%s, then %s by a service that publishes what it likes, is %s', (from, step, to) => {
  expect(evolve(from, step)).toBe(to);
});

let position = 0;
function recorded(what: string, over: Partial<RecordedEvent> = {}): RecordedEvent {
  position += 1;
  return {
    source: 'desk',
    id: `e-${position}`,
    type: `lifeledger.complaint.${what}.v1`,
    subject: 'ann',
    time: position,
    data: { complaintId: 'c' },
    personal: null,
    position,
    stream: 'complaint-c',
    revision: 0,
    recordedTime: 0,
    ...over,
  };
}

test('whatever commands are given, those accepted leave a stream that folds to the state they led to', () => {
  const command = fc.record({
    action: fc.constantFrom(...ACTIONS),
    source: fc.constantFrom('desk', 'shop'),
    now: fc.nat(5),
  });
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), fc.gen(), (commands, gen) => {
      const stream: RecordedEvent[] = [];
      let state: ComplaintState | null = null;
      for (const { action, source, now } of commands) {
        // The oracle: the table above, not the functions.
        const row = TABLE.find(([from]) => from === (state ?? 'new'))![1];
        const decision = decide(state, action);
        expect('refusal' in decision).toBe(row[action] === '-');
        if ('refusal' in decision) continue;
        const { latest = 0 } = foldComplaint(stream, source) ?? {};
        stream.push(recorded(decision.event, { source, time: Math.max(now, latest + 1) }));
        state = row[action] as ComplaintState;
        // The order of arrival does not matter, nor which of the two asks.
        const shuffled = gen(fc.shuffledSubarray, stream, { minLength: stream.length });
        for (const asking of ['desk', 'shop']) expect(foldComplaint(shuffled, asking)?.state).toBe(state);
      }
      if (state === null) expect(foldComplaint(stream, 'desk')).toBeNull();
    }),
  );
});

describe('a complaint of several sources', () => {
  test('is nothing without an opening, and has its steps as soon as it comes', () => {
    const answered = recorded('answered', { source: 'shop' });
    expect(foldComplaint([answered], 'desk')).toBeNull();
    const opened = recorded('opened');
    expect(foldComplaint([answered, opened], 'desk')).toMatchObject({ state: 'answered', opening: opened });
  });

  test('is the own one of each that opened it, the earliest for all others', () => {
    // shop opens first and resolves; desk opens the same id and is answered; mail has opened none, and its
    // reopening goes to the earliest, which is the shop's.
    const events = [
      recorded('opened', { source: 'shop' }),
      recorded('opened', { source: 'desk' }),
      recorded('resolved', { source: 'shop' }),
      recorded('answered', { source: 'desk' }),
      recorded('reopened', { source: 'mail' }),
    ];
    expect(foldComplaint(events, 'desk')).toMatchObject({ state: 'answered', latest: events[3].time });
    expect(foldComplaint(events, 'shop')).toMatchObject({ state: 'open', latest: events[4].time });
    expect(foldComplaint(events, 'mail')?.opening.source).toBe('shop');
  });

  test('has the earlier of two openings of one source', () => {
    const later = recorded('opened', { time: 9_000 });
    const earlier = recorded('opened', { time: 8_000 });
    expect(foldComplaint([later, earlier], 'desk')?.opening).toBe(earlier);
  });
});
