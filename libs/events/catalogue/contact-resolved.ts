import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { IsAmount } from '../fields/amount.js';
import { IsCurrency } from '../fields/currency.js';
import { IsId } from '../fields/text.js';

@EventType('contact.resolved', 1, {
  description: 'The contact is done.',
  subject: "the customer's id",
  example: { source: '/contact-centre', data: { contactId: 'contact-1', cost: '3.20', currency: 'USD' } },
})
export class ContactResolved {
  @IsId('The contact.')
  contactId!: string;

  @IsOptional()
  @IsAmount("What the contact cost; absent means the channel's configured unit cost.")
  cost?: string;

  @IsOptional()
  @IsCurrency('Currency of cost; absent means the reporting currency.')
  currency?: string;
}
