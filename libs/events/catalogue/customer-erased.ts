import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { Personal } from '../fields/personal.js';
import { IsProse } from '../fields/text.js';

@EventType('customer.erased', 1, {
  description: 'The right to be forgotten: destroys the key of the personal fields. Needs the scope admin.',
  subject: "the customer's id",
  example: { source: '/crm', data: { reason: 'asked by letter' } },
})
export class CustomerErased {
  @IsOptional()
  @Personal()
  @IsProse('Why, in free text.')
  reason?: string;
}
