import { IsOptional } from 'class-validator';
import { EventType } from '../event-type.js';
import { IsCount } from '../fields/number.js';
import { IsId, IsName } from '../fields/text.js';

@EventType('content.engagement', 1, {
  description: "The latest count for one of the company's posts; the latest by time wins.",
  subject: null,
  example: {
    source: '/social-monitoring',
    data: {
      postId: 'post-1',
      network: 'mastodon',
      followers: 12000,
      likes: 340,
      comments: 12,
      shares: 25,
      reactions: 8,
    },
  },
})
export class ContentEngagement {
  @IsId('The post.')
  postId!: string;

  @IsName('The network it was published on.')
  network!: string;

  @IsCount('Followers of the account at that time.')
  followers!: number;

  @IsOptional()
  @IsCount('Likes so far.')
  likes?: number;

  @IsOptional()
  @IsCount('Comments so far.')
  comments?: number;

  @IsOptional()
  @IsCount('Shares so far.')
  shares?: number;

  @IsOptional()
  @IsCount('Other reactions so far.')
  reactions?: number;
}
