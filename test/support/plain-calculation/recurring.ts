import Big from 'big.js';
import { ZERO } from './exact.js';
import type { Exchange } from './exchange.js';
import { sourceMeant } from './references.js';
import type { Settings } from './settings.js';
import type { Standing } from './standing-events.js';

/** From `time` on a subscription brings `mrr` a month, in the reporting currency; nothing where no rate is known. */
export interface RecurringStep {
  /** The customer of the start. */
  subject: string;
  /** Source and id of the subscription. */
  subscription: string;
  time: number;
  mrr: Big;
}

/** Every change that counts, in order of time within each subscription. `events` in order of time. */
export function recurring(events: Standing[], settings: Settings, convert: Exchange): RecurringStep[] {
  const all = events.filter(({ type }) => type.startsWith('subscription.'));
  const starts = all.filter(({ type }) => type === 'subscription.started');
  const names = new Set(starts.map((start) => JSON.stringify([start.source, start.data.subscriptionId])));
  return [...names].flatMap((subscription) => {
    const steps: RecurringStep[] = [];
    /** The start under which it runs. */
    let start: Standing | undefined;
    for (const event of all) {
      const source = sourceMeant(event, starts, 'subscriptionId');
      if (JSON.stringify([source, event.data.subscriptionId]) !== subscription) continue;
      if (event.type === 'subscription.started') {
        if (start) continue; // it runs already
        start = event;
      }
      if (!start) continue; // it does not run
      const currency = String(start.data.currency ?? settings.reportingCurrency);
      const ends = event.type === 'subscription.cancelled';
      const mrr = ends ? ZERO : (convert(Big(String(event.data.mrr)), currency, event.time) ?? ZERO);
      steps.push({ subject: start.subject, subscription, time: event.time, mrr });
      if (ends) start = undefined;
    }
    return steps;
  });
}
