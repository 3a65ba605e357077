import type { Unconverted, VisibleHistory } from '../../facts/index.js';
import { isSatisfied, npsClass } from '../survey-scores.js';
import { firstAbout } from './about.js';
import type { Start } from './starts.js';

/** An event that makes an outcome what it is. */
export interface Behind {
  position: number;
  /** What it adds to the outcome. */
  value: bigint;
  unconverted: Unconverted | null;
}

/** An outcome of one moment: 1 or 0 for what happens or not, else money in ten-thousandths. */
export interface Outcome {
  value: bigint;
  behind: Behind[];
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

/**
 * What followed a moment in (time + landmark, time + landmark + horizon], and the net of the horizon before it.
 * @param horizon microseconds, as landmark
 */
export function outcomesOf(
  history: VisibleHistory,
  { position, time }: Pick<Start, 'position' | 'time'>,
  { horizon, landmark }: { horizon: number; landmark: number },
): Outcomes {
  const before: Span = { after: time - horizon, until: time };
  const window: Span = { after: time + landmark, until: time + landmark + horizon };
  const { purchases, complaints, answers, mentions, serviceCosts } = history;
  const inWindow = <T extends { time: number }>(facts: readonly T[], is: (fact: T) => boolean = () => true) =>
    facts.find((fact) => lies(fact, window) && is(fact));

  const hadBought = purchases.some((purchase) => lies(purchase, before));
  // Nothing that happens makes a customer stop: the moment itself stands for it.
  const stopped = inWindow(purchases) ? undefined : { position };
  const csat =
    firstAbout(history, position, window.until, window.after) ??
    inWindow(answers, ({ kind }) => kind === 'csat');
  const netBefore = netOf(history, before);
  const netAfter = netOf(history, window);
  return {
    stoppedBuying: hadBought ? share(stopped) : null,
    complainedAgain: share(inWindow(complaints)),
    satisfied: share(csat && isSatisfied(csat) ? csat : undefined),
    positiveReview: share(inWindow(mentions, ({ sentiment }) => sentiment === 'positive')),
    recommended: share(
      inWindow(mentions, ({ recommends }) => recommends) ??
        inWindow(answers, (answer) => answer.kind === 'nps' && npsClass(answer) === 'promoter'),
    ),
    netBefore: amount(netBefore),
    netAfter: amount(netAfter),
    netChange: amount([...netAfter, ...netBefore.map((each) => ({ ...each, value: -each.value }))]),
    costToServe: amount(
      serviceCosts
        .filter((cost) => lies(cost, window))
        .map(({ position: at, amount: value, unconverted }) => ({ position: at, value, unconverted })),
    ),
  };
}

/** (after, until], microseconds. */
interface Span {
  after: number;
  until: number;
}

function lies({ time }: { time: number }, { after, until }: Span): boolean {
  return time > after && time <= until;
}

function share(event: { position: number } | undefined): Outcome {
  return event
    ? { value: 1n, behind: [{ position: event.position, value: 1n, unconverted: null }] }
    : { value: 0n, behind: [] };
}

function amount(behind: Behind[]): Outcome {
  return { value: behind.reduce((sum, { value }) => sum + value, 0n), behind };
}

/** The purchases less the refunds of a span of time, each at its own time. */
export function netOf({ purchases }: VisibleHistory, span: Span): Behind[] {
  const behind: Behind[] = [];
  for (const purchase of purchases) {
    // A refund never comes before its purchase.
    if (purchase.time > span.until) break;
    if (lies(purchase, span)) {
      behind.push({
        position: purchase.position,
        value: purchase.amount,
        unconverted: purchase.unconverted,
      });
    }
    for (const refund of purchase.refunds) {
      if (!lies(refund, span)) continue;
      behind.push({ position: refund.position, value: -refund.amount, unconverted: refund.unconverted });
    }
  }
  return behind;
}
