/** Where a complaint stands: waiting for an answer, answered and not settled, settled. */
export const COMPLAINT_STATES = ['open', 'answered', 'resolved'] as const;

export type ComplaintState = (typeof COMPLAINT_STATES)[number];

/** What may be done with a complaint, and the event by which it is done: `lifeledger.complaint.<…>.v1`. */
export const EVENT_OF = {
  open: 'opened',
  answer: 'answered',
  resolve: 'resolved',
  reopen: 'reopened',
} as const;

export type Action = keyof typeof EVENT_OF;

/** What happens to a complaint that was opened. */
export type Step = Exclude<(typeof EVENT_OF)[Action], 'opened'>;

export type Decision =
  | { event: (typeof EVENT_OF)[Action] }
  /** Why it does not fit, for whoever asked. */
  | { refusal: string };

const FITS: Record<Action, readonly (ComplaintState | null)[]> = {
  open: [null],
  answer: ['open'],
  // A resolution without an answer counts as the answer.
  resolve: ['open', 'answered'],
  reopen: ['resolved'],
};

/**
 * The event that an action leads to, or why it does not fit.
 * @param state null for a complaint that nobody opened
 */
export function decide(state: ComplaintState | null, action: Action): Decision {
  if (FITS[action].includes(state)) return { event: EVENT_OF[action] };
  const needed = FITS[action].map((fitting) => fitting ?? 'new').join(' or ');
  return { refusal: `the complaint is ${state ?? 'new'}; to ${action} it, it must be ${needed}` };
}

/**
 * The state after a step. It takes any step in any state, since other services publish what they like: a second
 * answer or resolution changes nothing, nor does a reopening of what is not resolved. After one of what is, an answer is
 * waited for again.
 */
export function evolve(state: ComplaintState, step: Step): ComplaintState {
  if (step === 'reopened') return state === 'resolved' ? 'open' : state;
  if (step === 'resolved' || state === 'resolved') return 'resolved';
  return 'answered';
}
