import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { type Channel, IsChannel } from '../fields/channel.js';
import { IsId, IsName } from '../fields/text.js';

@EventType('complaint.opened', 1, {
  description: 'A customer complains.',
  subject: "the customer's id",
  example: {
    source: '/contact-centre',
    data: {
      complaintId: 'complaint-1',
      channel: 'email',
      topic: 'damage',
      product: 'headphones',
      orderId: 'order-1',
      contactId: 'contact-1',
    },
  },
})
export class ComplaintOpened {
  @IsId('The complaint.')
  complaintId!: string;

  @IsChannel('The channel the customer used.')
  channel!: Channel;

  @IsOptional()
  @IsName('What it is about.')
  topic?: string;

  @IsOptional()
  @IsName('The product it is about.')
  product?: string;

  @IsOptional()
  @IsId('The order it is about.')
  orderId?: string;

  @IsOptional()
  @IsId('The contact it was raised in.')
  contactId?: string;
}
