import type { RecordedEvent } from '../events/index.js';
import { type CaseStep, resolveCase } from '../facts/cases.js';
import { earliest } from '../facts/order.js';
import { type ComplaintState, evolve, type Step } from './state-machine.js';

/** A complaint as the events of its stream tell it. */
export interface Complaint {
  state: ComplaintState;
  opening: RecordedEvent;
  /** What happened to it since, in time order. */
  steps: readonly RecordedEvent[];
  /** Time of the latest event among these, in microseconds since the epoch. */
  latest: number;
}

const TYPE = /^lifeledger\.complaint\.(opened|answered|resolved|reopened)\./;

/**
 * Folds the complaint that a source means by an id: the one it opened itself, else the earliest of any source. Which
 * steps belong to it, and in what order, is settled as the metrics settle it, so that both always say the same.
 * @param events of one stream, without those that are voided
 * @returns null when nobody opened it
 */
export function foldComplaint(events: readonly RecordedEvent[], source: string): Complaint | null {
  const openings = events.filter((event) => whatHappened(event) === 'opened');
  const settled = resolveCase(openings, events.flatMap(caseStep));
  const counting = openings.filter(({ position }) => settled.has(position));
  if (counting.length === 0) return null;
  const opening = counting.find((event) => event.source === source) ?? earliest(counting);
  const byPosition = new Map(events.map((event) => [event.position, event]));
  const steps = (settled.get(opening.position) ?? []).map(({ position }) => byPosition.get(position)!);
  return {
    state: steps.map((event) => whatHappened(event) as Step).reduce(evolve, 'open'),
    opening,
    steps,
    latest: Math.max(opening.time, steps.at(-1)?.time ?? opening.time),
  };
}

/** `opened`, `answered` … of an event of a complaint. */
export function whatHappened({ type }: RecordedEvent): 'opened' | Step | undefined {
  return TYPE.exec(type)?.[1] as 'opened' | Step | undefined;
}

function caseStep(event: RecordedEvent): CaseStep[] {
  const kind = whatHappened(event);
  if (kind === undefined || kind === 'opened') return [];
  const { time, source, id, position } = event;
  return [{ time, source, id, position, kind, amount: null, currency: null }];
}
