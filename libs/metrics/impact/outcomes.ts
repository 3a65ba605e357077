import type { VisibleHistory } from '../../facts/index.js';
import { isSatisfied } from '../survey-scores.js';
import { type Behind, costFlows, type Flow, type Flows, flowsIn, netFlows, sumIn } from './flows.js';
import { firstAbout, saidIn } from './said.js';
import { allIn, firstIn, type Span } from './span.js';
import type { Start } from './starts.js';

/** An outcome of one moment: 1 or 0 for what happens or not, else money in ten-thousandths. */
export interface Outcome {
  value: bigint;
  /** The events that make it what it is. */
  behind(): Behind[];
}

/** What is looked at after a moment, in the order of the columns. */
export const SHARES = [
  'stoppedBuying',
  'complainedAgain',
  'satisfied',
  'positiveReview',
  'recommended',
] as const;
export const AMOUNTS = ['netBefore', 'netAfter', 'netChange', 'costToServe'] as const;
export const OUTCOMES = [...SHARES, ...AMOUNTS] as const;
export type OutcomeName = (typeof OUTCOMES)[number];

export function isShare(outcome: OutcomeName): boolean {
  return (SHARES as readonly string[]).includes(outcome);
}

/** Null where the moment does not count towards the outcome. */
export type Outcomes = Record<OutcomeName, Outcome | null>;

/** The horizon up to a moment, and the window after its landmark. Lengths of time in microseconds. */
function spansOf(
  { time }: Pick<Start, 'time'>,
  { horizon, landmark }: { horizon: number; landmark: number },
): { before: Span; window: Span } {
  return {
    before: { after: time - horizon, until: time },
    window: { after: time + landmark, until: time + landmark + horizon },
  };
}

/**
 * What followed a moment in (time + landmark, time + landmark + horizon], and the net of the horizon before it.
 * @param lengths microseconds
 */
export function outcomesOf(
  history: VisibleHistory,
  start: Pick<Start, 'position' | 'time'>,
  lengths: { horizon: number; landmark: number },
): Outcomes {
  const { before, window } = spansOf(start, lengths);
  const { purchases, complaints } = history;
  const said = saidIn(history);
  const hadBought = firstIn(purchases, before);
  // Nothing that happens makes a customer stop: the moment itself stands for it.
  const stopped = firstIn(purchases, window) ? undefined : start;
  const csat =
    firstAbout(history, start.position, window.until, window.after) ?? firstIn(said.ofKind.csat, window);
  const net = netFlows(history);
  const netBefore = amount(net, before);
  const netAfter = amount(net, window);
  return {
    stoppedBuying: hadBought ? share(stopped) : null,
    complainedAgain: share(firstIn(complaints, window)),
    satisfied: share(csat && isSatisfied(csat) ? csat : undefined),
    positiveReview: share(firstIn(said.positive, window)),
    recommended: share(firstIn(said.recommending, window) ?? firstIn(said.promotion, window)),
    netBefore,
    netAfter,
    netChange: {
      value: netAfter.value - netBefore.value,
      behind: () => [
        ...netAfter.behind(),
        ...netBefore.behind().map((each) => ({ ...each, value: -each.value })),
      ],
    },
    costToServe: amount(costFlows(history), window),
  };
}

/** What of a moment's amounts could not be converted; an event that lies in both spans is there twice. */
export function withoutRate(
  history: VisibleHistory,
  start: Pick<Start, 'time'>,
  lengths: { horizon: number; landmark: number },
): Flow[] {
  const { before, window } = spansOf(start, lengths);
  const net = netFlows(history).withoutRate;
  return [...allIn(net, before), ...allIn(net, window), ...allIn(costFlows(history).withoutRate, window)];
}

function share(event: { position: number } | undefined): Outcome {
  return event
    ? { value: 1n, behind: () => [{ position: event.position, value: 1n, unconverted: null }] }
    : { value: 0n, behind: () => [] };
}

function amount(flows: Flows, span: Span): Outcome {
  return { value: sumIn(flows, span), behind: () => flowsIn(flows, span) };
}
