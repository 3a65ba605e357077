import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { IsCountry } from '../fields/country.js';
import { IsFlatStrings } from '../fields/flat-strings.js';
import { IsWholeNumber } from '../fields/number.js';
import { Personal } from '../fields/personal.js';
import { IsName } from '../fields/text.js';

@EventType('customer.registered', 1, {
  description: 'What is known of a customer; the latest by time wins, field by field.',
  subject: "the customer's id",
  example: {
    source: '/crm',
    data: { segment: 'private', country: 'DE', birthYear: 1984, attributes: { newsletter: 'yes' } },
  },
})
export class CustomerRegistered {
  @IsOptional()
  @IsName('The segment the company puts the customer in.')
  segment?: string;

  @IsOptional()
  @IsCountry('Where the customer lives.')
  country?: string;

  @IsOptional()
  @Personal()
  @IsWholeNumber(1850, 2100, 'Year of birth.')
  birthYear?: number;

  @IsOptional()
  @Personal()
  @IsFlatStrings('Whatever else is known, as names and texts.')
  attributes?: Record<string, string>;
}
