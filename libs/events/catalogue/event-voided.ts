import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { Personal } from '../fields/personal.js';
import { IsSource } from '../fields/source.js';
import { IsId, IsProse } from '../fields/text.js';

@EventType('event.voided', 1, {
  description:
    'An event was published in error: it stays in the log and leaves every figure, whichever of the two arrives first. A void cannot be voided.',
  subject: null,
  example: { source: '/shop', data: { source: '/shop', id: 'purchase-completed-1', reason: 'booked twice' } },
})
export class EventVoided {
  @IsSource('The source of the event published in error.')
  source!: string;

  @IsId('The id of the event published in error.')
  id!: string;

  @IsOptional()
  @Personal()
  @IsProse('Why, in free text.')
  reason?: string;
}
