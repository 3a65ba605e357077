import { resolveSubscription, type SubscriptionFact } from './subscriptions.js';

/** Facts in the order of their positions, 1, 2, …: source, event, time, and for a start customer and currency. */
function facts(
  ...said: [
    source: string,
    event: SubscriptionFact['event'],
    time: number,
    subject?: string,
    currency?: string,
  ][]
): SubscriptionFact[] {
  return said.map(([source, event, time, subject, currency], i) => ({
    position: i + 1,
    source,
    id: `e${i + 1}`,
    time,
    event,
    subject: subject ?? 'somebody',
    currency: event === 'started' ? (currency ?? 'USD') : null,
  }));
}

/** What counts, in the order of the positions: position, customer, source. The order of the facts makes no difference. */
function counting(published: SubscriptionFact[]) {
  const read = (order: SubscriptionFact[]) =>
    [...resolveSubscription(order)]
      .sort(([a], [b]) => a - b)
      .map(([position, { subject, source, currency }]) => [position, subject, source, currency]);
  const forwards = read(published);
  expect(read([...published].reverse())).toEqual(forwards);
  return forwards;
}

test('a subscription belongs to the customer of its start, in the currency of its start', () => {
  const published = facts(
    ['shop', 'changed', 20, 'bob'],
    ['shop', 'started', 10, 'ann', 'EUR'],
    ['shop', 'cancelled', 30, 'cem'],
  );
  expect(counting(published)).toEqual([
    [1, 'ann', 'shop', 'EUR'],
    [2, 'ann', 'shop', 'EUR'],
    [3, 'ann', 'shop', 'EUR'],
  ]);
});

test('a start while it runs, and a change or cancellation while it does not, do not count', () => {
  const published = facts(
    ['shop', 'cancelled', 5],
    ['shop', 'changed', 6],
    ['shop', 'started', 10, 'ann'], // counts
    ['shop', 'started', 11, 'bob'],
    ['shop', 'cancelled', 20], // counts
    ['shop', 'cancelled', 21],
    ['shop', 'changed', 22],
  );
  expect(counting(published)).toEqual([
    [3, 'ann', 'shop', 'USD'],
    [5, 'ann', 'shop', 'USD'],
  ]);
});

test('a start reopens what was cancelled, for its own customer and in its own currency', () => {
  const published = facts(
    ['shop', 'started', 10, 'ann', 'EUR'],
    ['shop', 'cancelled', 20],
    ['shop', 'started', 30, 'bob', 'USD'],
    ['shop', 'changed', 40],
  );
  expect(counting(published)).toEqual([
    [1, 'ann', 'shop', 'EUR'],
    [2, 'ann', 'shop', 'EUR'],
    [3, 'bob', 'shop', 'USD'],
    [4, 'bob', 'shop', 'USD'],
  ]);
});

test('each source has its own; who has none speaks of the one that was started earliest', () => {
  const published = facts(
    ['till', 'started', 10, 'ann'],
    ['shop', 'started', 5, 'bob'],
    ['till', 'cancelled', 20], // its own
    ['desk', 'changed', 30], // shop's, the earliest
    ['desk', 'cancelled', 40],
  );
  expect(counting(published)).toEqual([
    [1, 'ann', 'till', 'USD'],
    [2, 'bob', 'shop', 'USD'],
    [3, 'ann', 'till', 'USD'],
    [4, 'bob', 'shop', 'USD'],
    [5, 'bob', 'shop', 'USD'],
  ]);
});

test('equal times go by source, then id; without a start nothing counts', () => {
  // e1 before e2: the cancellation meets nothing that runs
  expect(counting(facts(['shop', 'cancelled', 10], ['shop', 'started', 10, 'ann']))).toEqual([
    [2, 'ann', 'shop', 'USD'],
  ]);
  // desk before shop
  expect(counting(facts(['shop', 'started', 10, 'ann'], ['desk', 'cancelled', 10]))).toEqual([
    [1, 'ann', 'shop', 'USD'],
  ]);
  expect(counting(facts(['shop', 'changed', 10], ['shop', 'cancelled', 20]))).toEqual([]);
});
