import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { IsAmount } from '../fields/amount.js';
import { IsId, IsName } from '../fields/text.js';

@EventType('subscription.changed', 1, {
  description: 'Another plan or another recurring revenue, in the currency of the start.',
  subject: "the customer's id",
  example: { source: '/billing', data: { subscriptionId: 'subscription-1', plan: 'plus', mrr: '29.90' } },
})
export class SubscriptionChanged {
  @IsId('The subscription.')
  subscriptionId!: string;

  @IsOptional()
  @IsName('The new plan; absent where it stays.')
  plan?: string;

  @IsAmount('The new monthly recurring revenue, in the currency of the start.')
  mrr!: string;
}
