import { emptyHistory, type History, readHistory, writeHistory } from './history.js';

const DIMENSIONS = ['gold', 'DE', 'older', 'search', 'unknown'] as const;
const LARGE = 12_345_678_901_234_567_891n; // above 2^53: no JSON number holds it
const GBP = { currency: 'GBP', amount: 70_000n };

const EVERYTHING: History = {
  dimensions: DIMENSIONS,
  purchases: [
    {
      position: 1,
      time: 10,
      order: '4:shopo1',
      amount: LARGE,
      cost: 5n,
      channel: 'web',
      product: 'tea',
      unconverted: null,
      refunds: [{ position: 2, time: 11, amount: 0n, cost: 0n, unconverted: GBP }],
    },
    {
      position: 3,
      time: 12,
      order: '4:shopo2',
      amount: 0n,
      cost: 0n,
      channel: 'unknown',
      product: 'unknown',
      unconverted: GBP,
      refunds: [],
    },
  ],
  contacts: [
    {
      position: 4,
      time: 13,
      id: 'k1',
      channel: 'voice',
      topic: 'bill',
      touchpoint: 'hotline',
      product: 'tea',
      steps: [
        { kind: 'answered', position: 5, time: 12, amount: null, unconverted: null },
        { kind: 'transferred', position: 6, time: 14, amount: null, unconverted: null },
        { kind: 'resolved', position: 7, time: 15, amount: LARGE, unconverted: null },
      ],
    },
  ],
  complaints: [
    {
      position: 8,
      time: 16,
      id: 'c1',
      channel: 'social',
      topic: 'unknown',
      touchpoint: 'unknown',
      product: 'unknown',
      steps: [
        { kind: 'resolved', position: 9, time: 17, amount: 0n, unconverted: GBP },
        { kind: 'reopened', position: 10, time: 18, amount: null, unconverted: null },
      ],
    },
  ],
  invitations: [
    { position: 11, time: 19, kind: 'csat', touchpoint: 't', product: 'p', employee: 'e', answered: 20 },
    { position: 12, time: 19, kind: 'nps', touchpoint: 't', product: 'p', employee: 'e', answered: null },
  ],
  answers: [
    {
      position: 13,
      time: 20,
      kind: 'ces',
      score: 6,
      min: 1,
      max: 7,
      higherIsEasier: true,
      touchpoint: 't',
      product: 'p',
      employee: 'e',
      about: 4,
    },
    {
      position: 14,
      time: 21,
      kind: 'nps',
      score: 0,
      min: 0,
      max: 10,
      higherIsEasier: false,
      touchpoint: 't2',
      product: 'p2',
      employee: 'e2',
      about: null,
    },
  ],
  mentions: [
    {
      position: 15,
      time: 22,
      network: 'mastodon',
      authorKind: 'customer',
      sentiment: 'positive',
      recommends: true,
      reach: 1500,
      product: 'tea',
    },
    {
      position: 16,
      time: 23,
      network: 'forum',
      authorKind: 'employee',
      sentiment: 'negative',
      recommends: false,
      reach: 0,
      product: 'unknown',
    },
  ],
  recurring: [
    { position: 17, time: 24, subscription: '4:shops1', mrr: LARGE, unconverted: null },
    { position: 18, time: 25, subscription: '4:shops1', mrr: 0n, unconverted: GBP },
  ],
  lead: { position: 19, time: 26, channel: 'referral', campaign: 'friends' },
  stranger: true,
};

test('a history with every part is read as it was written', () => {
  expect(readHistory(writeHistory(EVERYTHING))).toEqual(EVERYTHING);
});

test.each(Object.keys(EVERYTHING).filter((part) => part !== 'dimensions') as (keyof History)[])(
  'so is one with %s only',
  (part) => {
    const history = { ...emptyHistory(DIMENSIONS), [part]: EVERYTHING[part] };
    expect(readHistory(writeHistory(history))).toEqual(history);
  },
);
