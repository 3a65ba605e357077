import { EventType } from '../event-type.js';
import { IsCurrency, IsCurrencyOtherThan } from '../fields/currency.js';
import { IsDate } from '../fields/date.js';
import { IsRate } from '../fields/rate.js';

@EventType('fx.rate', 1, {
  description: 'A rate of exchange of one day; of several the latest by time.',
  subject: null,
  example: { source: '/treasury', data: { from: 'EUR', to: 'USD', rate: '1.0842', date: '2026-03-02' } },
})
export class FxRate {
  @IsCurrency('The currency converted from.')
  from!: string;

  @IsCurrencyOtherThan('from', 'The currency converted to.')
  to!: string;

  @IsRate('What one unit of `from` is in `to`.')
  rate!: string;

  @IsDate('The day it holds for.')
  date!: string;
}
