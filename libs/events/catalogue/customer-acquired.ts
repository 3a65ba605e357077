import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { IsName } from '../fields/text.js';

@EventType('customer.acquired', 1, {
  description: 'Which acquisition channel brought the customer; the earliest by time wins.',
  subject: "the customer's id",
  example: { source: '/crm', data: { channel: 'search', campaign: 'spring' } },
})
export class CustomerAcquired {
  @IsName('The acquisition channel, free text: search, referral, store …')
  channel!: string;

  @IsOptional()
  @IsName('The campaign of that channel.')
  campaign?: string;
}
