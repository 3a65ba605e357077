import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { IsAmount } from '../fields/amount.js';
import { IsCurrency } from '../fields/currency.js';
import { IsOneOf } from '../fields/one-of.js';
import { IsId } from '../fields/text.js';

export const OUTCOMES = ['accepted', 'rejected'] as const;

@EventType('complaint.resolved', 1, {
  description: 'The complaint is settled.',
  subject: "the customer's id",
  example: {
    source: '/contact-centre',
    data: { complaintId: 'complaint-1', outcome: 'accepted', compensation: '5.00', currency: 'USD' },
  },
})
export class ComplaintResolved {
  @IsId('The complaint.')
  complaintId!: string;

  @IsOptional()
  @IsOneOf(OUTCOMES, 'Whether the complaint was found right.')
  outcome?: (typeof OUTCOMES)[number];

  @IsOptional()
  @IsAmount('What the customer was given.')
  compensation?: string;

  @IsOptional()
  @IsCurrency('Currency of compensation; absent means the reporting currency.')
  currency?: string;
}
