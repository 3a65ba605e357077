import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { IsAmount } from '../fields/amount.js';
import { IsCurrency } from '../fields/currency.js';
import { IsDate, IsDateFrom } from '../fields/date.js';
import { IsId, IsName } from '../fields/text.js';

@EventType('acquisition.spend', 1, {
  description: 'Money spent to win customers, spread evenly over its days.',
  subject: null,
  example: {
    source: '/marketing',
    data: {
      spendId: 'spend-1',
      channel: 'search',
      campaign: 'spring',
      amount: '1200.00',
      currency: 'USD',
      from: '2026-03-01',
      to: '2026-03-31',
    },
  },
})
export class AcquisitionSpend {
  @IsOptional()
  @IsId('The id of the spend; of several with one id from one source the earliest counts.')
  spendId?: string;

  @IsName('The acquisition channel it was spent on, free text.')
  channel!: string;

  @IsOptional()
  @IsName('The campaign of that channel.')
  campaign?: string;

  @IsAmount('What was spent over the whole period.')
  amount!: string;

  @IsOptional()
  @IsCurrency('Currency of the amount; absent means the reporting currency.')
  currency?: string;

  @IsDate('First day of the period.')
  from!: string;

  @IsDateFrom('from', 3660, 'Last day of the period, itself included; at most 3660 days in all.')
  to!: string;
}
