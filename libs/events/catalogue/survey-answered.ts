import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { About, IsAbout } from '../fields/about.js';
import { IsFlag } from '../fields/flag.js';
import { IsOneOf } from '../fields/one-of.js';
import { Personal } from '../fields/personal.js';
import { IsScaleMax, IsScaleMin, IsScore, SURVEY_KINDS, type SurveyKind } from '../fields/score.js';
import { IsId, IsName, IsProse } from '../fields/text.js';

@EventType('survey.answered', 1, {
  description: 'An answer to a survey.',
  subject: "the customer's id",
  example: {
    source: '/surveys',
    data: {
      responseId: 'response-1',
      kind: 'ces',
      score: 6,
      min: 1,
      max: 7,
      higherIsEasier: true,
      touchpoint: 'support',
      product: 'headphones',
      employee: 'agent-7',
      comment: 'quick and friendly',
      about: { contactId: 'contact-1' },
    },
  },
})
export class SurveyAnswered {
  @IsId('The id of the answer.')
  responseId!: string;

  @IsOneOf(SURVEY_KINDS, 'Satisfaction, recommendation or effort.')
  kind!: SurveyKind;

  @IsScore('The score given, on the scale.')
  score!: number;

  @IsOptional()
  @IsScaleMin('Lowest score of the scale; absent means csat 1, nps 0, ces 1.')
  min?: number;

  @IsOptional()
  @IsScaleMax('Highest score of the scale; absent means csat 5, nps 10, ces 7.')
  max?: number;

  @IsOptional()
  @IsFlag('For ces: whether a high score means little effort.')
  higherIsEasier?: boolean;

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
  @Personal()
  @IsProse('What the customer wrote.')
  comment?: string;

  @IsOptional()
  @IsAbout('The contact, complaint or order asked about.')
  about?: About;
}
