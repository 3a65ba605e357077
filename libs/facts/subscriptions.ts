import { groupBy } from './group-by.js';
import { compareEvents, earliestOfEach, meant, type Ordered } from './order.js';

/** A subscription.started, .changed or .cancelled under one subscriptionId. */
export interface SubscriptionFact extends Ordered {
  position: number;
  event: 'started' | 'changed' | 'cancelled';
  /** Customer it was published under. */
  subject: string;
  /** Of a start; null of others. */
  currency: string | null;
}

/** What an event that counts belongs to. */
export interface SubscriptionRun {
  /** Customer of the start that opened the run. */
  subject: string;
  /** Source of the subscription. */
  source: string;
  /** Currency of the start that opened the run. */
  currency: string;
}

/**
 * Settles everything that was published under one subscriptionId. Each source that starts it has a subscription of that
 * id; a change or cancellation refers to that of its own source, else to the one that was started earliest. In time
 * order a start opens it, also after it was cancelled, and what follows belongs to that start's customer and currency
 * up to the next cancellation. A start while it runs, and a change or cancellation while it does not, contradict what
 * came before and do not count.
 * @returns for each event that counts, by position, the run it belongs to
 */
export function resolveSubscription(facts: readonly SubscriptionFact[]): Map<number, SubscriptionRun> {
  const starts = earliestOfEach(
    facts.filter(({ event }) => event === 'started'),
    ({ source }) => source,
  );
  const referring = facts.flatMap((fact) => {
    const start = meant(fact.source, starts);
    return start ? [{ fact, subscription: start.source }] : [];
  });
  const counting = new Map<number, SubscriptionRun>();
  for (const [source, ofSubscription] of groupBy(referring, ({ subscription }) => subscription)) {
    let run: SubscriptionRun | null = null;
    for (const { fact } of ofSubscription.sort((a, b) => compareEvents(a.fact, b.fact))) {
      const starting = fact.event === 'started';
      if (starting === (run !== null)) continue;
      if (starting) run = { subject: fact.subject, source, currency: fact.currency as string };
      counting.set(fact.position, run as SubscriptionRun);
      if (fact.event === 'cancelled') run = null;
    }
  }
  return counting;
}
