import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { type Channel, IsChannel } from '../fields/channel.js';
import { IsId, IsName } from '../fields/text.js';

@EventType('contact.received', 1, {
  description: 'The customer got in touch.',
  subject: "the customer's id",
  example: {
    source: '/contact-centre',
    data: {
      contactId: 'contact-1',
      channel: 'chat',
      topic: 'delivery',
      touchpoint: 'order',
      product: 'headphones',
    },
  },
})
export class ContactReceived {
  @IsId('The contact.')
  contactId!: string;

  @IsChannel('The channel the customer used.')
  channel!: Channel;

  @IsOptional()
  @IsName('What it was about.')
  topic?: string;

  @IsOptional()
  @IsName('The place in the customer journey.')
  touchpoint?: string;

  @IsOptional()
  @IsName('The product it was about.')
  product?: string;
}
