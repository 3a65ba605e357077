import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { IsAmount } from '../fields/amount.js';
import { IsCurrency } from '../fields/currency.js';
import { IsId } from '../fields/text.js';

@EventType('purchase.refunded', 1, {
  description: 'All or part of a purchase given back, at time; may arrive before its purchase.',
  subject: "the customer's id",
  example: {
    source: '/shop',
    data: {
      orderId: 'order-1',
      lineId: '1',
      refundId: 'refund-1',
      amount: '10.00',
      cost: '4.80',
      currency: 'USD',
    },
  },
})
export class PurchaseRefunded {
  @IsId('The order of the purchase.')
  orderId!: string;

  @IsOptional()
  @IsId('The line of the order; absent for a refund on the whole order.')
  lineId?: string;

  @IsId('The id of the refund.')
  refundId!: string;

  @IsAmount('What was given back, net of tax.')
  amount!: string;

  @IsOptional()
  @IsAmount('Cost of goods recovered.')
  cost?: string;

  @IsOptional()
  @IsCurrency('Currency of amount and cost; absent means the reporting currency.')
  currency?: string;
}
