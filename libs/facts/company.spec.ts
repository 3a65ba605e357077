import { countingSpends, type PostCountFact, postsOf, type SpendFact, visibleCompany } from './company.js';

const spend = (
  position: number,
  source: string,
  spendId: string | null,
  time: number,
  amount: bigint,
): SpendFact => ({
  position,
  source,
  id: `e${position}`,
  time,
  spendId,
  channel: 'search',
  campaign: 'unknown',
  amount,
  unconverted: null,
  from: '2024-01-01',
  to: '2024-01-31',
});

test('of two spends of one source and id the earlier counts; without an id, each', () => {
  const published = [
    spend(1, 'ads', 's', 30, 1n),
    spend(2, 'ads', 's', 20, 2n), // counts
    spend(3, 'fair', 's', 25, 4n), // another source
    spend(4, 'ads', null, 10, 8n),
    spend(5, 'ads', null, 10, 16n),
  ];
  for (const order of [published, [...published].reverse()]) {
    expect(countingSpends(order).map(({ amount }) => amount)).toEqual([8n, 16n, 2n, 4n]);
  }
});

const count = (
  position: number,
  source: string,
  postId: string,
  time: number,
  network: string,
): PostCountFact => ({
  position,
  source,
  id: `e${position}`,
  time,
  postId,
  network,
  followers: 100 * position,
  engagements: position,
});

test('a post is of one source; its counts are in time order, its network is that of the first', () => {
  const published = [
    count(1, 'a', 'p', 30, 'x'),
    count(2, 'a', 'p', 20, 'y'),
    count(3, 'b', 'p', 10, 'z'),
    count(4, 'a', 'q', 40, 'x'),
  ];
  for (const order of [published, [...published].reverse()]) {
    expect(postsOf(order).map(({ network, counts }) => [network, ...counts.map((c) => c.position)])).toEqual([
      ['z', 3],
      ['y', 2, 1],
      ['x', 4],
    ]);
  }
});

test('at an instant, what is later does not exist: spends, counts, posts', () => {
  const posts = postsOf([
    count(1, 'a', 'p', 20, 'x'),
    count(2, 'a', 'p', 30, 'x'),
    count(3, 'a', 'q', 40, 'x'),
  ]);
  const spends = countingSpends([spend(4, 'ads', null, 20, 1n), spend(5, 'ads', null, 21, 2n)]);
  const seen = visibleCompany({ spends, posts }, 20);
  expect(seen.spends.map(({ position }) => position)).toEqual([4]);
  expect(seen.posts.map(({ counts }) => counts.map(({ position }) => position))).toEqual([[1]]);
});
