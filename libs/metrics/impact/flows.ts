import type { Unconverted, VisibleHistory } from '../../facts/index.js';
import { oncePerHistory } from './once-per-history.js';
import { allIn, countUntil, type Span } from './span.js';

/** An event that makes an outcome what it is. */
export interface Behind {
  position: number;
  /** What it adds to the outcome: money in ten-thousandths. */
  value: bigint;
  unconverted: Unconverted | null;
}

/** Money that came in or went out. */
export interface Flow extends Behind {
  time: number;
}

/** Flows in time order, ready to be summed over any span. */
export interface Flows {
  all: readonly Flow[];
  /** What the first n add up to, from n = 0. */
  upTo: readonly bigint[];
  /** Those that have no rate. */
  withoutRate: readonly Flow[];
}

/** Purchases less refunds, each at its own time. */
export const netFlows = oncePerHistory(({ purchases }: VisibleHistory) =>
  flowsOf(
    purchases.flatMap(({ position, time, amount, unconverted, refunds }) => [
      { position, time, value: amount, unconverted },
      ...refunds.map((refund) => ({
        ...{ position: refund.position, time: refund.time },
        ...{ value: -refund.amount, unconverted: refund.unconverted },
      })),
    ]),
  ),
);

/** Costs of contacts at their receipt, compensations of complaints at their resolution. */
export const costFlows = oncePerHistory(({ serviceCosts }: VisibleHistory) =>
  flowsOf(
    serviceCosts.map(({ position, time, amount, unconverted }) => ({
      ...{ position, time, value: amount, unconverted },
    })),
  ),
);

function flowsOf(flows: Flow[]): Flows {
  const all = flows.sort((a, b) => a.time - b.time);
  const upTo = [0n];
  for (const { value } of all) upTo.push(upTo[upTo.length - 1] + value);
  return { all, upTo, withoutRate: all.filter(({ unconverted }) => unconverted !== null) };
}

export function sumIn({ all, upTo }: Flows, { after, until }: Span): bigint {
  const [from, to] = [countUntil(all, after), countUntil(all, until)];
  return to > from ? upTo[to] - upTo[from] : 0n;
}

export function flowsIn({ all }: Flows, span: Span): Flow[] {
  return allIn(all, span);
}
