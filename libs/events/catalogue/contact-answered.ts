import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { IsId, IsName } from '../fields/text.js';

@EventType('contact.answered', 1, {
  description: 'A person or bot gave an answer; the first one counts for response time.',
  subject: "the customer's id",
  example: { source: '/contact-centre', data: { contactId: 'contact-1', employee: 'agent-7' } },
})
export class ContactAnswered {
  @IsId('The contact.')
  contactId!: string;

  @IsOptional()
  @IsName('Who answered.')
  employee?: string;
}
