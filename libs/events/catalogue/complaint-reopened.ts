import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { Personal } from '../fields/personal.js';
import { IsId, IsProse } from '../fields/text.js';

@EventType('complaint.reopened', 1, {
  description: 'The complaint was not settled after all.',
  subject: "the customer's id",
  example: {
    source: '/contact-centre',
    data: { complaintId: 'complaint-1', reason: 'the replacement is damaged too' },
  },
})
export class ComplaintReopened {
  @IsId('The complaint.')
  complaintId!: string;

  @IsOptional()
  @Personal()
  @IsProse('Why, in free text.')
  reason?: string;
}
