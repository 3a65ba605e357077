import { type LedgerEvent, parseEvent } from '../../libs/events/index.js';

/** A published purchase, as an internal service would send it. */
export function purchaseEvents(count: number, customers: number, prefix = 'e'): object[] {
  const random = randomNumbers(42);
  const start = Date.UTC(2024, 0, 1);
  const span = Date.UTC(2025, 11, 31) - start;
  return Array.from({ length: count }, (_, i) => ({
    specversion: '1.0',
    source: '/shop',
    id: `${prefix}-${i}`,
    type: 'lifeledger.purchase.completed.v1',
    subject: `customer-${Math.floor(random() * customers)}`,
    time: new Date(start + Math.floor((i / count) * span)).toISOString(),
    data: {
      orderId: `${prefix}-order-${i}`,
      amount: (random() * 200).toFixed(2),
      cost: (random() * 100).toFixed(2),
      currency: 'USD',
      channel: CHANNELS[Math.floor(random() * CHANNELS.length)],
      product: `product-${Math.floor(random() * 40)}`,
      quantity: 1 + Math.floor(random() * 3),
    },
  }));
}

/** The same, as they cross the rooms. */
export function parsed(events: readonly object[]): LedgerEvent[] {
  return events.map((event) => {
    const result = parseEvent(event, { now: Date.now() * 1000, reportingCurrency: 'USD' });
    if (!result.ok) throw new Error(JSON.stringify(result.errors));
    return result.event;
  });
}

const CHANNELS = ['web', 'app', 'in-person', 'voice'];

/** Numbers from 0 to 1, the same each time (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
