import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { IsFlag } from '../fields/flag.js';
import { IsCount } from '../fields/number.js';
import { IsOneOf } from '../fields/one-of.js';
import { IsId, IsName } from '../fields/text.js';

export const AUTHOR_KINDS = [
  'customer',
  'former-customer',
  'employee',
  'competitor-customer',
  'non-customer',
] as const;

export const SENTIMENTS = ['positive', 'neutral', 'negative'] as const;

@EventType('mention.published', 1, {
  description: 'Somebody wrote about the company in public.',
  subject: "the author's customer id, or any stable id of the author",
  example: {
    source: '/social-monitoring',
    data: {
      mentionId: 'mention-1',
      network: 'mastodon',
      authorKind: 'customer',
      sentiment: 'positive',
      recommends: true,
      reach: 1500,
      product: 'headphones',
    },
  },
})
export class MentionPublished {
  @IsId('The mention.')
  mentionId!: string;

  @IsName('The network it was published on.')
  network!: string;

  @IsOneOf(AUTHOR_KINDS, 'What the author is to the company.')
  authorKind!: (typeof AUTHOR_KINDS)[number];

  @IsOneOf(SENTIMENTS, 'The tone of what was written.')
  sentiment!: (typeof SENTIMENTS)[number];

  @IsOptional()
  @IsFlag('Whether the author recommends the company.')
  recommends?: boolean;

  @IsOptional()
  @IsCount('How many people may have seen it.')
  reach?: number;

  @IsOptional()
  @IsName('The product it is about.')
  product?: string;
}
