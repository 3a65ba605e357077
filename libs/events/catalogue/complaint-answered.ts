import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { IsId, IsName } from '../fields/text.js';

@EventType('complaint.answered', 1, {
  description: 'The customer has an answer to the complaint.',
  subject: "the customer's id",
  example: { source: '/contact-centre', data: { complaintId: 'complaint-1', employee: 'agent-7' } },
})
export class ComplaintAnswered {
  @IsId('The complaint.')
  complaintId!: string;

  @IsOptional()
  @IsName('Who answered.')
  employee?: string;
}
