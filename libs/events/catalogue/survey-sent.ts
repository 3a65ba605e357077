import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { About, IsAbout } from '../fields/about.js';
import { IsOneOf } from '../fields/one-of.js';
import { SURVEY_KINDS, type SurveyKind } from '../fields/score.js';
import { IsId, IsName } from '../fields/text.js';

@EventType('survey.sent', 1, {
  description: 'An invitation to a survey.',
  subject: "the customer's id",
  example: {
    source: '/surveys',
    data: {
      responseId: 'response-1',
      kind: 'csat',
      touchpoint: 'support',
      product: 'headphones',
      employee: 'agent-7',
      about: { contactId: 'contact-1' },
    },
  },
})
export class SurveySent {
  @IsId('The id that the answer will carry.')
  responseId!: string;

  @IsOneOf(SURVEY_KINDS, 'Satisfaction, recommendation or effort.')
  kind!: SurveyKind;

  @IsOptional()
  @IsName('The place in the customer journey.')
  touchpoint?: string;

  @IsOptional()
  @IsName('The product asked about.')
  product?: string;

  @IsOptional()
  @IsName('The employee asked about.')
  employee?: string;

  @IsOptional()
  @IsAbout('The contact, complaint or order asked about.')
  about?: About;
}
