import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { IsName } from '../fields/text.js';

@EventType('lead.captured', 1, {
  description: 'A prospect, who may later become a customer under the same id.',
  subject: "the prospect's id",
  example: { source: '/website', data: { channel: 'referral', campaign: 'friends' } },
})
export class LeadCaptured {
  @IsName('The acquisition channel, free text: search, referral, store …')
  channel!: string;

  @IsOptional()
  @IsName('The campaign of that channel.')
  campaign?: string;
}
