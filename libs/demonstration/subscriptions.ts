import type { Customer } from './customers.js';
import { amount } from './market.js';
import type { Telling } from './publication.js';

/** Plans of device insurance, US dollars a month. A partner bills them: their payments are no purchases here. */
const PLANS = { care: 6.9, 'care-plus': 11.9, 'care-family': 18.9 } as const;
const NAMES = Object.keys(PLANS) as (keyof typeof PLANS)[];

/** Shares of customers, in a month. */
const STARTING = 0.015;
const CHANGING = 0.02;
const CANCELLING = 0.045;
const COMING_BACK = 0.02;

/** What becomes of a customer's subscription in a month. */
export function tellSubscription({ chance, next, publish }: Telling, customer: Customer, at: number): void {
  const { id: subject, country, subscription } = customer;
  const priceOf = (plan: keyof typeof PLANS) => PLANS[plan] * country.priceOfDollar;
  const tell = (type: string, subscriptionId: string, data: Record<string, unknown>) =>
    publish({
      type: `subscription.${type}`,
      id: next(`subscription-${type}`),
      source: 'billing',
      subject,
      at,
      data: { subscriptionId, ...data },
    });
  if (!subscription) {
    if (!chance.happens(STARTING)) return;
    const plan = chance.one(NAMES);
    const id = next('subscription');
    customer.subscription = { id, plan, mrr: priceOf(plan), running: true };
    tell('started', id, { plan, mrr: amount(priceOf(plan)), currency: country.currency });
  } else if (subscription.running) {
    const draw = chance.fraction();
    if (draw < CHANGING) {
      const plan = chance.one(NAMES);
      subscription.plan = plan;
      subscription.mrr = priceOf(plan);
      tell('changed', subscription.id, { plan, mrr: amount(subscription.mrr) });
    } else if (draw < CHANGING + CANCELLING) {
      subscription.running = false;
      const voluntary = chance.happens(0.85);
      tell('cancelled', subscription.id, {
        voluntary,
        ...(voluntary && { reason: chance.one(['too expensive', 'sold the telephone', 'not needed']) }),
      });
    }
  } else if (chance.happens(COMING_BACK)) {
    subscription.running = true;
    const { id, plan, mrr } = subscription;
    tell('started', id, { plan, mrr: amount(mrr), currency: country.currency });
  }
}
