import { groupBy } from './group-by.js';
import type { Unconverted } from './history.js';
import { compareEvents, earliestOfEach, type Ordered } from './order.js';

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

/** A spend as it was published. */
export type SpendFact = Spend & Ordered & { spendId: string | null };

/** A count as it was published. */
export type PostCountFact = PostCount & Ordered & { postId: string; network: string };

/** The spends that count, in time order: of several of one source and spendId the earliest, without a spendId each. */
export function countingSpends(spends: readonly SpendFact[]): Spend[] {
  const first = earliestOfEach(spends, ownSpendId);
  return [...first.values()].sort(compareEvents).map(({ source, id, spendId, ...spend }) => spend);
}

/** What a spend speaks of: those with one own id speak of one; without a spendId each speaks for itself. */
export function ownSpendId({ source, id, spendId }: Pick<SpendFact, 'source' | 'id' | 'spendId'>): string {
  return JSON.stringify(spendId === null ? [source, 'event', id] : [source, 'spend', spendId]);
}

/**
 * The posts, in the order of their first counts: one of each source and postId. Its network is the one its first count
 * names, which no later count and no instant of a question changes.
 */
export function postsOf(counts: readonly PostCountFact[]): Post[] {
  const inOrder = [...counts].sort(compareEvents);
  return [...groupBy(inOrder, ({ source, postId }) => JSON.stringify([source, postId])).values()].map(
    (ofPost) => ({
      network: ofPost[0].network,
      counts: ofPost.map(({ position, time, followers, engagements }) => ({
        position,
        time,
        followers,
        engagements,
      })),
    }),
  );
}
