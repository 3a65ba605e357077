import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { IsAmount } from '../fields/amount.js';
import { type Channel, IsChannel } from '../fields/channel.js';
import { IsCurrency } from '../fields/currency.js';
import { IsQuantity } from '../fields/number.js';
import { IsId, IsName } from '../fields/text.js';

@EventType('purchase.completed', 1, {
  description: 'A purchase, or one line of an order of several products.',
  subject: "the customer's id",
  example: {
    source: '/shop',
    data: {
      orderId: 'order-1',
      lineId: '1',
      amount: '29.33',
      cost: '14.10',
      currency: 'USD',
      channel: 'web',
      product: 'headphones',
      quantity: 1,
    },
  },
})
export class PurchaseCompleted {
  @IsId('The order.')
  orderId!: string;

  @IsOptional()
  @IsId('The line of the order, where an order is published line by line.')
  lineId?: string;

  @IsAmount('What was paid, net of tax and discount.')
  amount!: string;

  @IsOptional()
  @IsAmount('Cost of the goods; absent means the configured share of the amount.')
  cost?: string;

  @IsOptional()
  @IsCurrency('Currency of amount and cost; absent means the reporting currency.')
  currency?: string;

  @IsOptional()
  @IsChannel('Where it was bought.')
  channel?: Channel;

  @IsOptional()
  @IsName('What was bought.')
  product?: string;

  @IsOptional()
  @IsQuantity('How many, or how much of it.')
  quantity?: number;
}
