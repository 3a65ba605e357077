import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { IsFlag } from '../fields/flag.js';
import { Personal } from '../fields/personal.js';
import { IsId, IsProse } from '../fields/text.js';

@EventType('subscription.cancelled', 1, {
  description: 'A subscription ends at time.',
  subject: "the customer's id",
  example: {
    source: '/billing',
    data: { subscriptionId: 'subscription-1', reason: 'moving abroad', voluntary: true },
  },
})
export class SubscriptionCancelled {
  @IsId('The subscription.')
  subscriptionId!: string;

  @IsOptional()
  @Personal()
  @IsProse('Why, in free text.')
  reason?: string;

  @IsOptional()
  @IsFlag('Whether the customer wanted it; absent means true.')
  voluntary?: boolean;
}
