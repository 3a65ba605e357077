import type { Unconverted } from './history.js';

/** One acquisition.spend: money spent to win customers, spread evenly over its days. */
export interface Spend {
  position: number;
  time: number;
  channel: string;
  campaign: string;
  /** Converted at the rate of its first day. */
  amount: bigint;
  unconverted: Unconverted | null;
  /** Dates, both inclusive. */
  from: string;
  to: string;
}

/** One count of a post's engagement. */
export interface PostCount {
  position: number;
  time: number;
  followers: number;
  /** Likes, comments, shares and reactions together. */
  engagements: number;
}

/** One of the company's posts, with its counts in time order; there is at least one. */
export interface Post {
  network: string;
  counts: PostCount[];
}

/** What belongs to no customer. There is little of it, so it is read whole. */
export interface Company {
  spends: Spend[];
  posts: Post[];
}

/** What belongs to no customer, as it stands at an instant: facts after it do not exist. */
export interface VisibleCompany extends Company {
  asOf: number;
}

/** @param asOf microseconds since the epoch */
export function visibleCompany({ spends, posts }: Company, asOf: number): VisibleCompany {
  return {
    asOf,
    spends: spends.filter(({ time }) => time <= asOf),
    posts: posts.flatMap(({ network, counts }) => {
      const seen = counts.filter(({ time }) => time <= asOf);
      return seen.length === 0 ? [] : [{ network, counts: seen }];
    }),
  };
}
