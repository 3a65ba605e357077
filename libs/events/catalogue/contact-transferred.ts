import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { IsId, IsName } from '../fields/text.js';

@EventType('contact.transferred', 1, {
  description: 'The contact was handed on to another agent.',
  subject: "the customer's id",
  example: { source: '/contact-centre', data: { contactId: 'contact-1', employee: 'agent-9' } },
})
export class ContactTransferred {
  @IsId('The contact.')
  contactId!: string;

  @IsOptional()
  @IsName('Who has it now.')
  employee?: string;
}
