import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { IsAmount } from '../fields/amount.js';
import { IsCurrency } from '../fields/currency.js';
import { IsId, IsName } from '../fields/text.js';

@EventType('subscription.started', 1, {
  description: 'A subscription begins; starting a cancelled id reopens it.',
  subject: "the customer's id",
  example: {
    source: '/billing',
    data: { subscriptionId: 'subscription-1', plan: 'standard', mrr: '19.90', currency: 'USD' },
  },
})
export class SubscriptionStarted {
  @IsId('The subscription.')
  subscriptionId!: string;

  @IsName('The plan subscribed to.')
  plan!: string;

  @IsAmount('Monthly recurring revenue.')
  mrr!: string;

  @IsOptional()
  @IsCurrency('Currency of mrr, also for later changes; absent means the reporting currency.')
  currency?: string;
}
