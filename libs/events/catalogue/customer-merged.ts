import { EventType } from '../event-type.js';
import { IsId } from '../fields/text.js';

@EventType('customer.merged', 1, {
  description:
    'The subject and `into` are one person: all facts of the subject count for `into`, from always. Needs the scope admin.',
  subject: 'the id of the customer who is merged into another',
  example: { source: '/crm', data: { into: 'customer-2' } },
})
export class CustomerMerged {
  @IsId('The customer whose facts they become.')
  into!: string;
}
